using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>A linear layer of a hypernetwork, [O,I] and [O], with the layer normalisation after its activation if there is one.</summary>
public sealed record HypernetworkLayer(Weight Weight, Weight Bias, Weight? Gamma, Weight? Beta)
{
    /// <summary>What numbers below 0 are multiplied by after the layer, where the activation is "prelu", which learns it; null elsewhere.</summary>
    public float? Slope { get; init; }
}
