using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>The change of a layer's weight.</summary>
internal sealed record LayerChange(LayerAdapter Adapter, float Multiplier, ElementType ModuleType, int? Ranks) : IWeightChange
{
    public AdapterTensor Delta(AdapterTensor current) => Adapter.Delta(current, Multiplier, ModuleType, Ranks);
}
