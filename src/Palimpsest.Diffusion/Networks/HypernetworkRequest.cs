namespace Palimpsest.Diffusion.Networks;

/// <summary>What a prompt's tag asks of a hypernetwork.</summary>
public sealed record HypernetworkRequest(string Name, float Multiplier);
