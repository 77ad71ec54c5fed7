using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute;

/// <summary>
/// A group normalisation whose map is never whole in memory: first it is shown every row, which gives the statistics of the whole
/// map, then it normalises any rows. Statistics are summed row by row, as in the kernel, so the bits are the kernel's.
/// </summary>
internal sealed unsafe class RowNormaliser(CpuDevice device, GroupNormNode node)
{
    private readonly double[] _sums = new double[2L * RowRange.RowsOf(node.X) * node.Groups];

    /// <summary>Takes the statistics of rows from <paramref name="firstRow"/> on. Every row must be shown once.</summary>
    public void Observe(int firstRow, ReadOnlySpan<float> rows)
    {
        GroupNormShape shape = ShapeOf(rows.Length);
        fixed (float* pinnedRows = rows)
        fixed (double* pinnedSums = &_sums[2 * firstRow * node.Groups])
        {
            float* x = pinnedRows;
            double* sums = pinnedSums;
            Run((worker, workers) => GroupNorm.RowSums(shape, x, sums, worker, workers));
        }
    }

    public void NormaliseInPlace(Span<float> rows)
    {
        GroupNormShape shape = ShapeOf(rows.Length);
        float* gamma = device.Weights.Vector(node.Gamma), beta = device.Weights.Vector(node.Beta);
        using var scratch = new WorkerScratch(GroupNorm.ScratchBytes(shape.C), device.Team.Workers);
        fixed (float* pinnedRows = rows)
        fixed (double* pinnedSums = _sums)
        {
            float* x = pinnedRows;
            double* sums = pinnedSums;
            Run((worker, workers) => GroupNorm.Apply(
                shape, x, x, sums, RowRange.RowsOf(node.X), node.Epsilon, gamma, beta, node.Silu, scratch.Of(worker), worker, workers));
        }
    }

    private void Run(Action<int, int> part) => device.Team.Run(new PlanStep("group norm", part, 0).Work);

    private GroupNormShape ShapeOf(int count)
    {
        (int channels, long row) = (node.X.Channels, RowRange.ElementsOf(node.X));
        return new GroupNormShape(1, (int)(count / row), (int)(row / channels), channels, node.Groups);
    }
}
