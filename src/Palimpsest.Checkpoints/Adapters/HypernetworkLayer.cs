using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>A linear layer of a hypernetwork, [O,I] and [O], with the layer normalisation after its activation if there is one.</summary>
public sealed record HypernetworkLayer(Weight Weight, Weight Bias, Weight? Gamma, Weight? Beta);
