namespace Palimpsest.Studio.Models;

/// <summary>A checkpoint on its way into memory.</summary>
/// <param name="Title">The checkpoint's.</param>
/// <param name="Stage">What is being done: <see cref="Diffusion.Generation.Stages.Opening"/> or <see cref="Diffusion.Generation.Stages.Hashing"/>.</param>
/// <param name="Part">How much of the stage is done, 0 to 1.</param>
public sealed record ModelLoading(string Title, string Stage, double Part);
