using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class GroupNorm
{
    /// <summary>Channels summed at a time: one cache line of each pixel, in four vectors of sums and four of squares.</summary>
    private const int Columns = 16;

    /// <summary>The row's channel sums, sixteen at a time, are added to their groups in channel order.</summary>
    internal static void RowSumsVector(in GroupNormShape shape, float* x, double* sums)
    {
        double* channelSums = stackalloc double[Columns];
        double* channelSquares = stackalloc double[Columns];
        int group = 0, left = shape.GroupWidth;
        double sum = 0, squares = 0;
        for (int start = 0; start < shape.C; start += Columns)
        {
            int columns = Math.Min(Columns, shape.C - start);
            if (columns == Columns)
            {
                ColumnSums(x + start, shape.W, shape.C, channelSums, channelSquares);
            }
            else
            {
                for (int c = 0; c < columns; c++)
                {
                    ChannelSums(x + start + c, shape.W, shape.C, out channelSums[c], out channelSquares[c]);
                }
            }

            for (int c = 0; c < columns; c++)
            {
                sum += channelSums[c];
                squares += channelSquares[c];
                if (--left == 0)
                {
                    sums[2 * group] = sum;
                    sums[2 * group + 1] = squares;
                    sum = squares = 0;
                    left = shape.GroupWidth;
                    group++;
                }
            }
        }
    }

    internal static void NormaliseVector<TFunction, TSimd, TVector>(
        float* x, float* y, float* scale, float* shift, long pixels, int channels)
        where TFunction : struct, IActivationFunction
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int whole = channels - channels % TSimd.Lanes;
        int rest = channels - whole;
        for (long pixel = 0; pixel < pixels; pixel++, x += channels, y += channels)
        {
            for (int c = 0; c < whole; c += TSimd.Lanes)
            {
                TVector normal = TSimd.Fma(TSimd.Load(x + c), TSimd.Load(scale + c), TSimd.Load(shift + c));
                TSimd.Store(TFunction.Apply<TSimd, TVector>(normal), y + c);
            }

            if (rest > 0)
            {
                TVector normal = TSimd.Fma(TSimd.Load(x + whole, rest), TSimd.Load(scale + whole, rest), TSimd.Load(shift + whole, rest));
                TSimd.Store(TFunction.Apply<TSimd, TVector>(normal), y + whole, rest);
            }
        }
    }

    private static void ColumnSums(float* x, int pixels, int stride, double* sums, double* squares)
    {
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector256<double> q0 = default, q1 = default, q2 = default, q3 = default;
        for (int i = 0; i < pixels; i++, x += stride)
        {
            Add(x, ref s0, ref q0);
            Add(x + 4, ref s1, ref q1);
            Add(x + 8, ref s2, ref q2);
            Add(x + 12, ref s3, ref q3);
        }

        s0.Store(sums);
        s1.Store(sums + 4);
        s2.Store(sums + 8);
        s3.Store(sums + 12);
        q0.Store(squares);
        q1.Store(squares + 4);
        q2.Store(squares + 8);
        q3.Store(squares + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* x, ref Vector256<double> sum, ref Vector256<double> squares)
    {
        Vector256<double> value = Avx.ConvertToVector256Double(Vector128.Load(x));
        sum += value;
        squares = Vector256.FusedMultiplyAdd(value, value, squares);
    }
}
