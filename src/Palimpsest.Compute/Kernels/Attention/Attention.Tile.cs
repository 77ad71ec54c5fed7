using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class Attention
{
    /// <summary>Rows of a tile. Every head width in use is a multiple of it.</summary>
    internal const int TileRows = 4;

    /// <summary>Vectors side by side in a tile, known when the code is compiled.</summary>
    internal interface IColumns
    {
        static abstract int Count { get; }
    }

    internal readonly struct OneColumn : IColumns
    {
        public static int Count => 1;
    }

    internal readonly struct TwoColumns : IColumns
    {
        public static int Count => 2;
    }

    internal readonly struct ThreeColumns : IColumns
    {
        public static int Count => 3;
    }

    internal readonly struct FourColumns : IColumns
    {
        public static int Count => 4;
    }

    /// <summary>
    /// C[r,j] = Σ A[r,s] · B[s,j] for four rows and up to four vectors of columns, s ascending; with <paramref name="rescale"/>,
    /// C[r,j] = C[r,j] · rescale[j] + Σ. Both products of attention have this form, with queries in the lanes: scores are K · Qᵀ
    /// and results Vᵀ · P, so K and V are read as single numbers and need no transposing. All sums stay in registers:
    /// 4 x 4 of the 32 that AVX-512 has, 4 x 3 of AVX2's 16, beside the columns of B and one number of A.
    /// </summary>
    /// <param name="a">A[r,s] is at a[r · rowStride + s · stepStride].</param>
    /// <param name="rowStride">Elements from a row of A to the next.</param>
    /// <param name="stepStride">Elements from a column of A to the next.</param>
    /// <param name="b">Rows of B, each <paramref name="stride"/> elements after the one before.</param>
    /// <param name="steps">Columns of A, rows of B.</param>
    /// <param name="c">Rows of C, <paramref name="stride"/> elements apart.</param>
    /// <param name="stride">Elements in a row of B and of C.</param>
    /// <param name="rescale">Null, or one factor per column.</param>
    private static void Tile<TSimd, TVector, TColumns>(
        float* a, nint rowStride, nint stepStride, float* b, int steps, float* c, nint stride, float* rescale)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TColumns : struct, IColumns
    {
        TVector c00 = TSimd.Broadcast(0), c01 = c00, c02 = c00, c03 = c00;
        TVector c10 = c00, c11 = c00, c12 = c00, c13 = c00;
        TVector c20 = c00, c21 = c00, c22 = c00, c23 = c00;
        TVector c30 = c00, c31 = c00, c32 = c00, c33 = c00;
        for (; steps > 0; steps--, a += stepStride, b += stride)
        {
            TVector b0 = TSimd.Load(b);
            TVector b1 = TColumns.Count > 1 ? TSimd.Load(b + TSimd.Lanes) : b0;
            TVector b2 = TColumns.Count > 2 ? TSimd.Load(b + 2 * TSimd.Lanes) : b0;
            TVector b3 = TColumns.Count > 3 ? TSimd.Load(b + 3 * TSimd.Lanes) : b0;
            Row<TSimd, TVector, TColumns>(a[0], b0, b1, b2, b3, ref c00, ref c01, ref c02, ref c03);
            Row<TSimd, TVector, TColumns>(a[rowStride], b0, b1, b2, b3, ref c10, ref c11, ref c12, ref c13);
            Row<TSimd, TVector, TColumns>(a[2 * rowStride], b0, b1, b2, b3, ref c20, ref c21, ref c22, ref c23);
            Row<TSimd, TVector, TColumns>(a[3 * rowStride], b0, b1, b2, b3, ref c30, ref c31, ref c32, ref c33);
        }

        StoreRow<TSimd, TVector, TColumns>(c, rescale, c00, c01, c02, c03);
        StoreRow<TSimd, TVector, TColumns>(c + stride, rescale, c10, c11, c12, c13);
        StoreRow<TSimd, TVector, TColumns>(c + 2 * stride, rescale, c20, c21, c22, c23);
        StoreRow<TSimd, TVector, TColumns>(c + 3 * stride, rescale, c30, c31, c32, c33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TSimd, TVector, TColumns>(
        float a, TVector b0, TVector b1, TVector b2, TVector b3, ref TVector c0, ref TVector c1, ref TVector c2, ref TVector c3)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TColumns : struct, IColumns
    {
        TVector value = TSimd.Broadcast(a);
        c0 = TSimd.Fma(value, b0, c0);
        if (TColumns.Count > 1)
        {
            c1 = TSimd.Fma(value, b1, c1);
        }

        if (TColumns.Count > 2)
        {
            c2 = TSimd.Fma(value, b2, c2);
        }

        if (TColumns.Count > 3)
        {
            c3 = TSimd.Fma(value, b3, c3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TSimd, TVector, TColumns>(float* c, float* rescale, TVector c0, TVector c1, TVector c2, TVector c3)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TColumns : struct, IColumns
    {
        if (rescale != null)
        {
            c0 = TSimd.Fma(TSimd.Load(c), TSimd.Load(rescale), c0);
            c1 = TColumns.Count > 1 ? TSimd.Fma(TSimd.Load(c + TSimd.Lanes), TSimd.Load(rescale + TSimd.Lanes), c1) : c1;
            c2 = TColumns.Count > 2 ? TSimd.Fma(TSimd.Load(c + 2 * TSimd.Lanes), TSimd.Load(rescale + 2 * TSimd.Lanes), c2) : c2;
            c3 = TColumns.Count > 3 ? TSimd.Fma(TSimd.Load(c + 3 * TSimd.Lanes), TSimd.Load(rescale + 3 * TSimd.Lanes), c3) : c3;
        }

        TSimd.Store(c0, c);
        if (TColumns.Count > 1)
        {
            TSimd.Store(c1, c + TSimd.Lanes);
        }

        if (TColumns.Count > 2)
        {
            TSimd.Store(c2, c + 2 * TSimd.Lanes);
        }

        if (TColumns.Count > 3)
        {
            TSimd.Store(c3, c + 3 * TSimd.Lanes);
        }
    }
}
