using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// AVX2 + FMA: 6 rows x 2 vectors = 12 accumulators, 2 vectors of B and 1 broadcast of A, 15 of the 16 registers. A step of k takes
/// 12 multiply-adds against 8 loads. No tail: panels and blocks are padded with zeros.
/// </summary>
internal unsafe struct Vector256GemmTile : IGemmTile
{
    public static int Rows => 6;

    public static int Columns => 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, float* a, float* b, float* c, int stride, bool accumulate)
    {
        Vector256<float> left0 = Vector256<float>.Zero, right0 = Vector256<float>.Zero;
        Vector256<float> left1 = Vector256<float>.Zero, right1 = Vector256<float>.Zero;
        Vector256<float> left2 = Vector256<float>.Zero, right2 = Vector256<float>.Zero;
        Vector256<float> left3 = Vector256<float>.Zero, right3 = Vector256<float>.Zero;
        Vector256<float> left4 = Vector256<float>.Zero, right4 = Vector256<float>.Zero;
        Vector256<float> left5 = Vector256<float>.Zero, right5 = Vector256<float>.Zero;

        for (float* end = a + depth; a < end; a++, b += 16)
        {
            Vector256<float> b0 = Vector256.LoadAligned(b), b1 = Vector256.LoadAligned(b + 8);
            Vector256<float> a0 = Vector256.Create(*a);
            left0 = Vector256.FusedMultiplyAdd(a0, b0, left0);
            right0 = Vector256.FusedMultiplyAdd(a0, b1, right0);
            Vector256<float> a1 = Vector256.Create(a[GemmBlocking.RowStride]);
            left1 = Vector256.FusedMultiplyAdd(a1, b0, left1);
            right1 = Vector256.FusedMultiplyAdd(a1, b1, right1);
            Vector256<float> a2 = Vector256.Create(a[2 * GemmBlocking.RowStride]);
            left2 = Vector256.FusedMultiplyAdd(a2, b0, left2);
            right2 = Vector256.FusedMultiplyAdd(a2, b1, right2);
            Vector256<float> a3 = Vector256.Create(a[3 * GemmBlocking.RowStride]);
            left3 = Vector256.FusedMultiplyAdd(a3, b0, left3);
            right3 = Vector256.FusedMultiplyAdd(a3, b1, right3);
            Vector256<float> a4 = Vector256.Create(a[4 * GemmBlocking.RowStride]);
            left4 = Vector256.FusedMultiplyAdd(a4, b0, left4);
            right4 = Vector256.FusedMultiplyAdd(a4, b1, right4);
            Vector256<float> a5 = Vector256.Create(a[5 * GemmBlocking.RowStride]);
            left5 = Vector256.FusedMultiplyAdd(a5, b0, left5);
            right5 = Vector256.FusedMultiplyAdd(a5, b1, right5);
        }

        Store(left0, right0, c, accumulate);
        Store(left1, right1, c + stride, accumulate);
        Store(left2, right2, c + 2 * stride, accumulate);
        Store(left3, right3, c + 3 * stride, accumulate);
        Store(left4, right4, c + 4 * stride, accumulate);
        Store(left5, right5, c + 5 * stride, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> left, Vector256<float> right, float* c, bool accumulate)
    {
        if (accumulate)
        {
            left += Vector256.Load(c);
            right += Vector256.Load(c + 8);
        }

        left.Store(c);
        right.Store(c + 8);
    }
}
