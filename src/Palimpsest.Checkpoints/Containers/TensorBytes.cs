using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>Where a tensor's bytes come from.</summary>
internal abstract class TensorBytes
{
    public abstract WeightBytes Open();
}
