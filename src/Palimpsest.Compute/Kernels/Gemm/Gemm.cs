namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Matrix product rows · weights with an epilogue: the blocks of Goto's algorithm around a register tile.
/// Each result is a sum over k in equal stretches (<see cref="GemmBlocking.DepthStep"/>), each stretch a chain of fused multiply-adds,
/// the stretches added in order. That order depends on the depth alone: not on the tile, the block, the number of rows or the workers.
/// </summary>
internal sealed unsafe class Gemm<TTile>(IRowSource source, long rows, PackedMatrix weights, GemmEpilogue epilogue, WorkerScratch scratch) : IParallelWork
    where TTile : struct, IGemmTile
{
    private const int BlockFloats = GemmBlocking.BlockRows * GemmBlocking.RowStride;
    private const int SumFloats = GemmBlocking.BlockRows * GemmBlocking.BlockColumns;

    /// <summary>Bytes each worker needs: a block of rows, a block of sums, a widened panel.</summary>
    public static long ScratchBytes => (BlockFloats + SumFloats + GemmBlocking.MaxDepth * TTile.Columns) * (long)sizeof(float);

    public void Run(int worker, int workers)
    {
        int unit = epilogue.GeGlu ? GemmBlocking.BlockColumns : TTile.Columns;
        long rowUnits = (rows + TTile.Rows - 1) / TTile.Rows;
        long columnUnits = (weights.Columns + unit - 1) / unit;

        // Split the side that leaves the least to the busiest worker; rows when equal, because packing A twice costs more than widening B twice.
        long byRows = (rowUnits + workers - 1) / workers * columnUnits;
        long byColumns = (columnUnits + workers - 1) / workers * rowUnits;
        Partition rowPart = byRows <= byColumns ? Partition.Of(rowUnits, worker, workers) : new Partition(0, rowUnits);
        Partition columnPart = byRows <= byColumns ? new Partition(0, columnUnits) : Partition.Of(columnUnits, worker, workers);

        long endRow = Math.Min(rows, rowPart.End * TTile.Rows);
        int endColumn = (int)Math.Min(weights.Columns, columnPart.End * unit);
        for (long row = rowPart.Start * TTile.Rows; row < endRow; row += GemmBlocking.BlockRows)
        {
            int blockRows = (int)Math.Min(GemmBlocking.BlockRows, endRow - row);
            for (int column = (int)columnPart.Start * unit; column < endColumn; column += GemmBlocking.BlockColumns)
            {
                MultiplyBlock(row, blockRows, column, Math.Min(GemmBlocking.BlockColumns, endColumn - column), scratch.Of(worker));
            }
        }
    }

    private void MultiplyBlock(long row, int blockRows, int column, int blockColumns, float* memory)
    {
        float* block = memory, sums = block + BlockFloats, panel = sums + SumFloats;
        int paddedRows = (blockRows + TTile.Rows - 1) / TTile.Rows * TTile.Rows;
        int depthStep = GemmBlocking.DepthStep(weights.Depth);
        for (int k = 0; k < weights.Depth; k += depthStep)
        {
            int depth = Math.Min(depthStep, weights.Depth - k);
            source.CopyBlock(row, blockRows, k, depth, block);
            for (int r = blockRows; r < paddedRows; r++)
            {
                new Span<float>(block + r * GemmBlocking.RowStride, depth).Clear();
            }

            for (int j = 0; j < blockColumns; j += TTile.Columns)
            {
                float* b = Widened((column + j) / TTile.Columns, k, depth, panel);
                for (int r = 0; r < paddedRows; r += TTile.Rows)
                {
                    TTile.Multiply(depth, block + r * GemmBlocking.RowStride, b, sums + r * GemmBlocking.BlockColumns + j, GemmBlocking.BlockColumns, k > 0);
                }
            }
        }

        for (int r = 0; r < blockRows; r++)
        {
            epilogue.Write(row + r, column, blockColumns, sums + r * GemmBlocking.BlockColumns);
        }
    }

    private float* Widened(int panel, int k, int depth, float* target)
    {
        void* packed = weights.Row(panel, k);
        if (weights.Type == ElementType.Float32)
        {
            return (float*)packed;
        }

        HalfConversion.ToFloats(weights.Type, packed, target, (long)depth * TTile.Columns);
        return target;
    }
}
