namespace Palimpsest.Diffusion.Guidance;

/// <summary>What the network is told about one row of its batch.</summary>
public readonly record struct ModelCondition(Conditioning Text, float[]? Image);
