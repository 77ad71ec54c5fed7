namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class Attention
{
    /// <summary>Keys taken at a time: enough that rescaling earlier results costs little, few enough that their scores for 64 queries (32 kB) stay near; measured: docs/performance.md.</summary>
    internal const int KeyBlock = 128;

    /// <summary>Bytes of a worker's buffers for blocks of so many queries.</summary>
    internal static long VectorScratchBytes(in AttentionShape shape, int queries)
    {
        long perQuery = shape.HeadWidth + Scratch.RoundUp(shape.HeadWidth, TileRows) + KeyBlock + 3;
        return (perQuery * queries + 2L * KeyBlock * Scratch.RowStrideOf(shape)) * sizeof(float);
    }

    /// <summary>A worker's buffers. Rows of the first three hold one number per query of the block.</summary>
    private readonly struct Scratch
    {
        /// <summary>Lays the buffers out in <see cref="VectorScratchBytes"/> bytes at <paramref name="start"/>.</summary>
        public Scratch(in AttentionShape shape, int queries, float* start)
        {
            Stride = queries;
            RowStride = RowStrideOf(shape);
            Queries = start;
            Results = Queries + (long)shape.HeadWidth * queries;
            Weights = Results + (long)RoundUp(shape.HeadWidth, TileRows) * queries;
            Keys = Weights + KeyBlock * queries;
            Values = Keys + KeyBlock * RowStride;
            Maxima = Values + KeyBlock * RowStride;
            Sums = Maxima + queries;
            Rescales = Sums + queries;
        }

        /// <summary>Elements in a row of the buffers with a lane per query.</summary>
        public nint Stride { get; }

        /// <summary>Elements in a row of <see cref="Keys"/> and <see cref="Values"/>.</summary>
        public nint RowStride { get; }

        /// <summary>Scaled queries, [HeadWidth, queries].</summary>
        public float* Queries { get; }

        /// <summary>Weighted sums of values, [HeadWidth rounded up, queries].</summary>
        public float* Results { get; }

        /// <summary>Scores, then weights, of a block of keys: [KeyBlock, queries].</summary>
        public float* Weights { get; }

        /// <summary>A block's keys, [KeyBlock, RowStride].</summary>
        public float* Keys { get; }

        /// <summary>A block's values, [KeyBlock, RowStride].</summary>
        public float* Values { get; }

        /// <summary>Largest score so far.</summary>
        public float* Maxima { get; }

        /// <summary>Sum of the weights so far.</summary>
        public float* Sums { get; }

        /// <summary>What the block's new maximum makes of earlier sums.</summary>
        public float* Rescales { get; }

        /// <summary>Whole cache lines and one more, so that rows do not fall on the same few lines of the cache.</summary>
        public static nint RowStrideOf(in AttentionShape shape) => RoundUp(shape.HeadWidth, 16) + 16;

        public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
    }
}
