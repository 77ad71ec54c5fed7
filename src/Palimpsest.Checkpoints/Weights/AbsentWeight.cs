using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>
/// Stands for a tensor that the file lacks or has in another shape, so that a network can be described to its end and all such tensors be
/// reported together. It takes no memory and cannot be opened.
/// </summary>
internal sealed class AbsentWeight(string name, IReadOnlyList<int> shape) : Weight(name, ElementType.Float32, shape)
{
    public override WeightBytes Open() =>
        throw new CheckpointException($"The tensor '{Name}' is not in the checkpoint: use a complete one.");
}
