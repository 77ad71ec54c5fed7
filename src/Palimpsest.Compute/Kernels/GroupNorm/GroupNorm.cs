using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Group normalisation (Wu and He 2018) of [N,H,W,C], in two phases with a barrier between them: <see cref="RowSums"/>, then
/// <see cref="Apply"/>. Sums are float64, per image row, folded in row order: an image taken strip by strip has the statistics of
/// the whole, bit for bit, and E[x²] - E[x]² keeps more digits than float32 has while |mean| is below 10⁴ standard deviations.
/// </summary>
/// <remarks>
/// Order of a row's sums: each channel over the row's pixels from the left, then the group's channels in order. Squares of float32
/// are exact in float64, so every tier gives the same bits.
/// </remarks>
internal static unsafe partial class GroupNorm
{
    /// <summary>Bytes of scratch that <see cref="Apply"/> needs for each worker: a scale and a shift per channel.</summary>
    public static long ScratchBytes(int channels) => 2L * channels * sizeof(float);

    /// <summary>Writes Σx and Σx² of each row and group to <paramref name="partial"/> [N,H,G,2]: this worker's rows.</summary>
    public static void RowSums(in GroupNormShape shape, float* x, double* partial, int worker, int workers)
    {
        Partition rows = Partition.Of(shape.Rows, worker, workers);
        for (long row = rows.Start; row < rows.End; row++)
        {
            float* source = x + row * shape.RowCount;
            double* sums = partial + row * shape.Groups * 2;
            if (Simd256.IsSupported)
            {
                RowSumsVector(shape, source, sums);
            }
            else
            {
                RowSumsScalar(shape, source, sums);
            }
        }
    }

    /// <summary>
    /// y = activation((x - mean) / √(variance + epsilon) · gamma + beta), this worker's rows. y may be x.
    /// </summary>
    /// <param name="shape">Shape of x and y, which may be a strip of the image.</param>
    /// <param name="x">[N,H,W,C].</param>
    /// <param name="y">[N,H,W,C].</param>
    /// <param name="partial">What <see cref="RowSums"/> wrote for the whole image: [N,statisticRows,G,2].</param>
    /// <param name="statisticRows">Rows of the whole image; shape.H unless x is a strip.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="gamma">[C].</param>
    /// <param name="beta">[C].</param>
    /// <param name="silu">Whether SiLU follows.</param>
    /// <param name="scratch">This worker's own <see cref="ScratchBytes"/> bytes.</param>
    /// <param name="worker">0 to workers - 1.</param>
    /// <param name="workers">Size of the team.</param>
    public static void Apply(
        in GroupNormShape shape, float* x, float* y, double* partial, int statisticRows, float epsilon, float* gamma, float* beta,
        bool silu, float* scratch, int worker, int workers)
    {
        float* scale = scratch;
        float* shift = scratch + shape.C;
        Partition rows = Partition.Of(shape.Rows, worker, workers);
        for (long row = rows.Start; row < rows.End;)
        {
            long sample = row / shape.H;
            long end = Math.Min(rows.End, (sample + 1) * shape.H);
            Fold(shape, partial + sample * statisticRows * shape.Groups * 2, statisticRows, epsilon, gamma, beta, scale, shift);
            long offset = row * shape.RowCount;
            long pixels = (end - row) * shape.W;
            if (silu)
            {
                Normalise<Silu>(x + offset, y + offset, scale, shift, pixels, shape.C);
            }
            else
            {
                Normalise<Identity>(x + offset, y + offset, scale, shift, pixels, shape.C);
            }

            row = end;
        }
    }

    /// <summary>One sample's statistics as y = x · scale[c] + shift[c].</summary>
    private static void Fold(
        in GroupNormShape shape, double* partial, int rows, float epsilon, float* gamma, float* beta, float* scale, float* shift)
    {
        double count = (double)rows * shape.W * shape.GroupWidth;
        for (int group = 0; group < shape.Groups; group++)
        {
            double sum = 0, squares = 0;
            for (long row = 0; row < rows; row++)
            {
                double* sums = partial + (row * shape.Groups + group) * 2;
                sum += sums[0];
                squares += sums[1];
            }

            double mean = sum / count;
            double variance = squares / count - mean * mean;
            variance = variance < 0 ? 0 : variance; // rounding only; NaN stays NaN
            double inverse = 1 / Math.Sqrt(variance + epsilon);
            for (int c = group * shape.GroupWidth; c < (group + 1) * shape.GroupWidth; c++)
            {
                scale[c] = (float)(inverse * gamma[c]);
                shift[c] = (float)(beta[c] - mean * inverse * gamma[c]);
            }
        }
    }

    private static void Normalise<TFunction>(float* x, float* y, float* scale, float* shift, long pixels, int channels)
        where TFunction : struct, IActivationFunction
    {
        if (Simd512.IsSupported)
        {
            NormaliseVector<TFunction, Simd512, Vector512<float>>(x, y, scale, shift, pixels, channels);
        }
        else if (Simd256.IsSupported)
        {
            NormaliseVector<TFunction, Simd256, Vector256<float>>(x, y, scale, shift, pixels, channels);
        }
        else
        {
            NormaliseScalar<TFunction>(x, y, scale, shift, pixels, channels);
        }
    }
}
