using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation;

/// <summary>A finished picture.</summary>
/// <param name="Index">Its place in the job, counted from 0.</param>
/// <param name="Seed">The seed it was made with.</param>
/// <param name="Picture">RGB.</param>
/// <param name="Infotext">What the file should carry as "parameters".</param>
public sealed record GeneratedPicture(int Index, long Seed, long Subseed, Picture Picture, string Infotext);
