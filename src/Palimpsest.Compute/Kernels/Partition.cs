namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Splits outputs among the workers of a team: contiguous parts that differ by at most one. Which worker computes an output
/// never changes its bits, because kernels compute each output from its inputs alone, in one order.
/// </summary>
internal readonly record struct Partition(long Start, long End)
{
    public long Count => End - Start;

    public static Partition Of(long count, int worker, int workers) =>
        new(count / workers * worker + count % workers * worker / workers,
            count / workers * (worker + 1) + count % workers * (worker + 1) / workers);
}
