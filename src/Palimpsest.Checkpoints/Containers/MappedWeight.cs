using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>A tensor of a weight file as a network's constant. Opening maps that tensor's range only, and disposing unmaps it, so the file does not stay in memory.</summary>
public sealed class MappedWeight(StoredTensor tensor, ElementType type) : Weight(tensor.Name, type, tensor.Shape)
{
    public override WeightBytes Open() => tensor.Open();
}
