using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Layer normalisation (Ba et al. 2016) of rows: y = (x - mean) / √(variance + epsilon) · gamma + beta, biased variance, in two
/// passes over the row so that a large mean costs no digits. A row's result depends on nothing but the row.
/// </summary>
internal static unsafe partial class LayerNorm
{
    /// <summary>Writes this worker's part of y [rows,channels]. y may be x.</summary>
    public static void Apply(
        float* x, float* y, float* gamma, float* beta, float epsilon, long rows, int channels, int worker, int workers)
    {
        Partition part = Partition.Of(rows, worker, workers);
        x += part.Start * channels;
        y += part.Start * channels;
        if (Simd512.IsSupported)
        {
            ApplyVector<Simd512, Vector512<float>>(x, y, gamma, beta, epsilon, part.Count, channels);
        }
        else if (Simd256.IsSupported)
        {
            ApplyVector<Simd256, Vector256<float>>(x, y, gamma, beta, epsilon, part.Count, channels);
        }
        else
        {
            ApplyScalar(x, y, gamma, beta, epsilon, part.Count, channels);
        }
    }
}
