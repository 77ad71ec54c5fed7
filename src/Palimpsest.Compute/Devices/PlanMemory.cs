namespace Palimpsest.Compute;

/// <summary>What a plan takes.</summary>
/// <param name="ArenaBytes">Activations: one block in which values whose lives do not overlap share room.</param>
/// <param name="ScratchBytes">Working memory of the kernels, for all workers.</param>
/// <param name="WeightBytes">Packed weights; shared with every other plan of the device that uses them.</param>
public readonly record struct PlanMemory(long ArenaBytes, long ScratchBytes, long WeightBytes)
{
    public long TotalBytes => ArenaBytes + ScratchBytes + WeightBytes;
}
