using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// AVX-512: 12 rows x 2 vectors = 24 accumulators, 2 vectors of B and 1 broadcast of A, 27 of the 32 registers. A step of k takes
/// 24 multiply-adds against 14 loads, so the multiply-add units are the limit. No tail: panels and blocks are padded with zeros.
/// </summary>
internal unsafe struct Vector512GemmTile : IGemmTile
{
    public static int Rows => 12;

    public static int Columns => 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, float* a, float* b, float* c, int stride, bool accumulate)
    {
        Vector512<float> left0 = Vector512<float>.Zero, right0 = Vector512<float>.Zero;
        Vector512<float> left1 = Vector512<float>.Zero, right1 = Vector512<float>.Zero;
        Vector512<float> left2 = Vector512<float>.Zero, right2 = Vector512<float>.Zero;
        Vector512<float> left3 = Vector512<float>.Zero, right3 = Vector512<float>.Zero;
        Vector512<float> left4 = Vector512<float>.Zero, right4 = Vector512<float>.Zero;
        Vector512<float> left5 = Vector512<float>.Zero, right5 = Vector512<float>.Zero;
        Vector512<float> left6 = Vector512<float>.Zero, right6 = Vector512<float>.Zero;
        Vector512<float> left7 = Vector512<float>.Zero, right7 = Vector512<float>.Zero;
        Vector512<float> left8 = Vector512<float>.Zero, right8 = Vector512<float>.Zero;
        Vector512<float> left9 = Vector512<float>.Zero, right9 = Vector512<float>.Zero;
        Vector512<float> left10 = Vector512<float>.Zero, right10 = Vector512<float>.Zero;
        Vector512<float> left11 = Vector512<float>.Zero, right11 = Vector512<float>.Zero;

        for (float* end = a + depth; a < end; a++, b += 32)
        {
            Vector512<float> b0 = Vector512.LoadAligned(b), b1 = Vector512.LoadAligned(b + 16);
            Vector512<float> a0 = Vector512.Create(*a);
            left0 = Vector512.FusedMultiplyAdd(a0, b0, left0);
            right0 = Vector512.FusedMultiplyAdd(a0, b1, right0);
            Vector512<float> a1 = Vector512.Create(a[GemmBlocking.RowStride]);
            left1 = Vector512.FusedMultiplyAdd(a1, b0, left1);
            right1 = Vector512.FusedMultiplyAdd(a1, b1, right1);
            Vector512<float> a2 = Vector512.Create(a[2 * GemmBlocking.RowStride]);
            left2 = Vector512.FusedMultiplyAdd(a2, b0, left2);
            right2 = Vector512.FusedMultiplyAdd(a2, b1, right2);
            Vector512<float> a3 = Vector512.Create(a[3 * GemmBlocking.RowStride]);
            left3 = Vector512.FusedMultiplyAdd(a3, b0, left3);
            right3 = Vector512.FusedMultiplyAdd(a3, b1, right3);
            Vector512<float> a4 = Vector512.Create(a[4 * GemmBlocking.RowStride]);
            left4 = Vector512.FusedMultiplyAdd(a4, b0, left4);
            right4 = Vector512.FusedMultiplyAdd(a4, b1, right4);
            Vector512<float> a5 = Vector512.Create(a[5 * GemmBlocking.RowStride]);
            left5 = Vector512.FusedMultiplyAdd(a5, b0, left5);
            right5 = Vector512.FusedMultiplyAdd(a5, b1, right5);
            Vector512<float> a6 = Vector512.Create(a[6 * GemmBlocking.RowStride]);
            left6 = Vector512.FusedMultiplyAdd(a6, b0, left6);
            right6 = Vector512.FusedMultiplyAdd(a6, b1, right6);
            Vector512<float> a7 = Vector512.Create(a[7 * GemmBlocking.RowStride]);
            left7 = Vector512.FusedMultiplyAdd(a7, b0, left7);
            right7 = Vector512.FusedMultiplyAdd(a7, b1, right7);
            Vector512<float> a8 = Vector512.Create(a[8 * GemmBlocking.RowStride]);
            left8 = Vector512.FusedMultiplyAdd(a8, b0, left8);
            right8 = Vector512.FusedMultiplyAdd(a8, b1, right8);
            Vector512<float> a9 = Vector512.Create(a[9 * GemmBlocking.RowStride]);
            left9 = Vector512.FusedMultiplyAdd(a9, b0, left9);
            right9 = Vector512.FusedMultiplyAdd(a9, b1, right9);
            Vector512<float> a10 = Vector512.Create(a[10 * GemmBlocking.RowStride]);
            left10 = Vector512.FusedMultiplyAdd(a10, b0, left10);
            right10 = Vector512.FusedMultiplyAdd(a10, b1, right10);
            Vector512<float> a11 = Vector512.Create(a[11 * GemmBlocking.RowStride]);
            left11 = Vector512.FusedMultiplyAdd(a11, b0, left11);
            right11 = Vector512.FusedMultiplyAdd(a11, b1, right11);
        }

        Store(left0, right0, c, accumulate);
        Store(left1, right1, c + stride, accumulate);
        Store(left2, right2, c + 2 * stride, accumulate);
        Store(left3, right3, c + 3 * stride, accumulate);
        Store(left4, right4, c + 4 * stride, accumulate);
        Store(left5, right5, c + 5 * stride, accumulate);
        Store(left6, right6, c + 6 * stride, accumulate);
        Store(left7, right7, c + 7 * stride, accumulate);
        Store(left8, right8, c + 8 * stride, accumulate);
        Store(left9, right9, c + 9 * stride, accumulate);
        Store(left10, right10, c + 10 * stride, accumulate);
        Store(left11, right11, c + 11 * stride, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> left, Vector512<float> right, float* c, bool accumulate)
    {
        if (accumulate)
        {
            left += Vector512.Load(c);
            right += Vector512.Load(c + 16);
        }

        left.Store(c);
        right.Store(c + 16);
    }
}
