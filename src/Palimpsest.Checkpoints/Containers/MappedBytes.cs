using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>A range of the file, as it is.</summary>
internal sealed class MappedBytes(WeightFile file, long offset, long lengthBytes) : TensorBytes
{
    public override WeightBytes Open() => file.View(offset, lengthBytes);
}
