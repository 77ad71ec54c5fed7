using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters.Layers;

/// <summary>The change of a weight, and perhaps of its bias, stored whole: a difference of checkpoints, or a trained normalisation.</summary>
/// <param name="parts">The layer's tensors.</param>
/// <param name="weight">The part that holds the weight's change.</param>
/// <param name="bias">The part that holds the bias's change, which may be missing.</param>
internal sealed class FullLayer(LayerParts parts, string weight, string bias) : LayerAdapter(parts)
{
    private readonly Weight _weight = parts.Get(weight);

    public override int? Rank => null;

    public override AdapterTensor? ExtraBias { get; } = parts.Find(bias) is Weight change ? AdapterTensor.Read(change) : null;

    protected override int[] RawShape(int[] weight, ElementType type, int? ranks) => [.. _weight.Shape];

    protected override AdapterTensor Raw(AdapterTensor weight, ElementType moduleType, int? ranks) => AdapterTensor.Read(_weight);
}
