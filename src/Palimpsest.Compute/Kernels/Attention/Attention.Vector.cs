namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class Attention
{
    internal static void ApplyVector<TSimd, TVector, TColumns>(
        in AttentionShape shape, float* q, float* k, float* v, float* y, float* scratch, int worker, int workers)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TColumns : struct, IColumns
    {
        int block = TColumns.Count * TSimd.Lanes;
        var buffers = new Scratch(shape, block, scratch);
        long blocks = (shape.L + block - 1) / block;
        Partition part = Partition.Of(blocks * shape.Heads * shape.N, worker, workers);
        for (long item = part.Start; item < part.End; item++)
        {
            int first = (int)(item % blocks) * block;
            int head = (int)(item / blocks % shape.Heads);
            int sample = (int)(item / blocks / shape.Heads);
            int count = Math.Min(block, shape.L - first);
            float* qRows = q + AttentionShape.Offset(sample, shape.L, first, shape.QStride, head, shape.HeadWidth);
            float* yRows = y + AttentionShape.Offset(sample, shape.L, first, shape.YStride, head, shape.HeadWidth);
            float* kRows = k + AttentionShape.Offset(sample, shape.S, 0, shape.KStride, head, shape.HeadWidth);
            float* vRows = v + AttentionShape.Offset(sample, shape.S, 0, shape.VStride, head, shape.HeadWidth);
            switch ((count + TSimd.Lanes - 1) / TSimd.Lanes)
            {
                case 1:
                    QueryBlock<TSimd, TVector, OneColumn>(shape, qRows, kRows, vRows, yRows, first, count, buffers);
                    break;
                case 2:
                    QueryBlock<TSimd, TVector, TwoColumns>(shape, qRows, kRows, vRows, yRows, first, count, buffers);
                    break;
                case 3:
                    QueryBlock<TSimd, TVector, ThreeColumns>(shape, qRows, kRows, vRows, yRows, first, count, buffers);
                    break;
                default:
                    QueryBlock<TSimd, TVector, FourColumns>(shape, qRows, kRows, vRows, yRows, first, count, buffers);
                    break;
            }
        }
    }

    /// <summary>One head's results for <paramref name="count"/> queries from <paramref name="first"/> on, a query per lane.</summary>
    private static void QueryBlock<TSimd, TVector, TColumns>(
        in AttentionShape shape, float* q, float* k, float* v, float* y, int first, int count, in Scratch scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TColumns : struct, IColumns
    {
        Begin<TSimd, TVector, TColumns>(shape, q, count, scratch);
        int visible = shape.VisibleKeys(first + count);
        for (int key = 0; key < visible; key += KeyBlock)
        {
            int keys = Math.Min(KeyBlock, visible - key);
            CopyRows(k + (long)key * shape.KStride, shape.KStride, keys, shape.HeadWidth, scratch.Keys, scratch.RowStride);
            CopyRows(v + (long)key * shape.VStride, shape.VStride, keys, shape.HeadWidth, scratch.Values, scratch.RowStride);
            for (int row = 0; row < keys; row += TileRows)
            {
                Tile<TSimd, TVector, TColumns>(
                    scratch.Keys + row * scratch.RowStride, scratch.RowStride, 1, scratch.Queries, shape.HeadWidth,
                    scratch.Weights + row * scratch.Stride, scratch.Stride, null);
            }

            for (int column = 0; column < TColumns.Count; column++)
            {
                int lane = column * TSimd.Lanes;
                if (shape.Causal && key + keys > first + lane + 1)
                {
                    HideLaterKeys<TSimd, TVector>(scratch.Weights + lane, scratch.Stride, keys, first + lane - key);
                }

                Weigh<TSimd, TVector>(scratch, lane, keys);
            }

            for (int d = 0; d < shape.HeadWidth; d += TileRows)
            {
                Tile<TSimd, TVector, TColumns>(
                    scratch.Values + d, 1, scratch.RowStride, scratch.Weights, keys,
                    scratch.Results + d * scratch.Stride, scratch.Stride, scratch.Rescales);
            }
        }

        Finish<TSimd, TVector, TColumns>(shape, y, count, scratch);
    }

    /// <summary>Transposes and scales the queries; lanes without a query hold zeros, and compute something finite that nobody reads.</summary>
    private static void Begin<TSimd, TVector, TColumns>(in AttentionShape shape, float* q, int count, in Scratch scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TColumns : struct, IColumns
    {
        Transpose.Into(q, shape.QStride, count, shape.HeadWidth, scratch.Queries, scratch.Stride);
        TVector zero = TSimd.Broadcast(0), scale = TSimd.Broadcast((float)shape.Scale);
        for (int lane = 0; lane < TColumns.Count * TSimd.Lanes; lane += TSimd.Lanes)
        {
            TVector present = TSimd.LessThan(TSimd.Indices, TSimd.Broadcast(count - lane));
            for (int d = 0; d < shape.HeadWidth; d++)
            {
                float* row = scratch.Queries + d * scratch.Stride + lane;
                TSimd.Store(TSimd.Select(present, TSimd.Multiply(TSimd.Load(row), scale), zero), row);
            }

            for (int d = 0; d < (shape.HeadWidth + TileRows - 1) / TileRows * TileRows; d++)
            {
                TSimd.Store(zero, scratch.Results + d * scratch.Stride + lane);
            }

            TSimd.Store(TSimd.Broadcast(float.NegativeInfinity), scratch.Maxima + lane);
            TSimd.Store(zero, scratch.Sums + lane);
        }
    }

    /// <summary>Contiguous rows whose number and width tiles can take whole: what is missing is zero, and its products are not used.</summary>
    private static void CopyRows(float* source, nint sourceStride, int rows, int width, float* destination, nint destinationStride)
    {
        int wholeWidth = (width + TileRows - 1) / TileRows * TileRows;
        int wholeRows = (rows + TileRows - 1) / TileRows * TileRows;
        for (int row = 0; row < wholeRows; row++, source += sourceStride, destination += destinationStride)
        {
            var target = new Span<float>(destination, wholeWidth);
            int copied = row < rows ? width : 0;
            new ReadOnlySpan<float>(source, copied).CopyTo(target);
            target[copied..].Clear();
        }
    }

    /// <summary>Scores become minus infinity where the key comes after the lane's query, which is <paramref name="query"/> in lane 0.</summary>
    private static void HideLaterKeys<TSimd, TVector>(float* scores, nint stride, int keys, int query)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector queries = TSimd.Add(TSimd.Indices, TSimd.Broadcast(query));
        TVector hidden = TSimd.Broadcast(float.NegativeInfinity);
        for (int key = Math.Max(0, query + 1); key < keys; key++)
        {
            float* row = scores + key * stride;
            TSimd.Store(TSimd.Select(TSimd.LessThan(queries, TSimd.Broadcast(key)), hidden, TSimd.Load(row)), row);
        }
    }

    /// <summary>Turns one vector's column of scores into weights e^(score - maximum) and brings maximum and sum up to date.</summary>
    private static void Weigh<TSimd, TVector>(in Scratch scratch, int lane, int keys)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* weights = scratch.Weights + lane;
        nint stride = scratch.Stride;
        TVector before = TSimd.Load(scratch.Maxima + lane);
        TVector maximum = TSimd.Max(before, Maximum<TSimd, TVector>(weights, stride, keys));

        TVector sum = TSimd.Broadcast(0);
        for (int key = 0; key < keys; key++)
        {
            TVector weight = SimdMath.Exp<TSimd, TVector>(TSimd.Subtract(TSimd.Load(weights + key * stride), maximum));
            TSimd.Store(weight, weights + key * stride);
            sum = TSimd.Add(sum, weight);
        }

        TVector rescale = SimdMath.Exp<TSimd, TVector>(TSimd.Subtract(before, maximum));
        TSimd.Store(maximum, scratch.Maxima + lane);
        TSimd.Store(rescale, scratch.Rescales + lane);
        TSimd.Store(TSimd.Fma(TSimd.Load(scratch.Sums + lane), rescale, sum), scratch.Sums + lane);
    }

    /// <summary>The largest score of each lane. Four at a time, because each maximum waits for the one before; the order changes nothing.</summary>
    private static TVector Maximum<TSimd, TVector>(float* scores, nint stride, int keys)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector m0 = TSimd.Load(scores), m1 = m0, m2 = m0, m3 = m0;
        int key = 0;
        for (; key <= keys - 4; key += 4, scores += 4 * stride)
        {
            m0 = TSimd.Max(m0, TSimd.Load(scores));
            m1 = TSimd.Max(m1, TSimd.Load(scores + stride));
            m2 = TSimd.Max(m2, TSimd.Load(scores + 2 * stride));
            m3 = TSimd.Max(m3, TSimd.Load(scores + 3 * stride));
        }

        for (; key < keys; key++, scores += stride)
        {
            m0 = TSimd.Max(m0, TSimd.Load(scores));
        }

        return TSimd.Max(TSimd.Max(m0, m1), TSimd.Max(m2, m3));
    }

    /// <summary>Divides by the sums of weights and writes the queries' rows.</summary>
    private static void Finish<TSimd, TVector, TColumns>(in AttentionShape shape, float* y, int count, in Scratch scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TColumns : struct, IColumns
    {
        for (int lane = 0; lane < TColumns.Count * TSimd.Lanes; lane += TSimd.Lanes)
        {
            TVector sums = TSimd.Load(scratch.Sums + lane);
            for (int d = 0; d < shape.HeadWidth; d++)
            {
                float* row = scratch.Results + d * scratch.Stride + lane;
                TSimd.Store(TSimd.Divide(TSimd.Load(row), sums), row);
            }
        }

        Transpose.Into(scratch.Results, scratch.Stride, shape.HeadWidth, count, y, shape.YStride);
    }
}
