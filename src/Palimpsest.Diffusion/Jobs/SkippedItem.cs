namespace Palimpsest.Diffusion.Jobs;

/// <summary>A source that no picture could be made of, and why.</summary>
public sealed record SkippedItem(string Name, string Reason);
