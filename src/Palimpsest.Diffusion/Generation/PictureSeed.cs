namespace Palimpsest.Diffusion.Generation;

/// <summary>A picture's seed and variation seed.</summary>
internal readonly record struct PictureSeed(long Seed, long Subseed);
