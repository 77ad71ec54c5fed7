using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// softmax(q · kᵀ / √headWidth) · v, per sample and head. The matrix of scores is never whole in memory: a block of queries walks
/// over blocks of keys and keeps a running maximum and sum for each query (Milakov and Gimelshein 2018; Dao et al. 2022).
/// </summary>
/// <remarks>
/// Order of a query's float32 sums: a score adds its products from the first element on; a block of keys adds its weights, and its
/// weighted values, from the first key on; blocks are added in order, what is there being rescaled when the maximum grows. It
/// depends on the query's row and on k and v alone: not on workers, samples, other queries, or the vector's width.
/// </remarks>
internal static unsafe partial class Attention
{
    /// <summary>Bytes of scratch that each worker needs.</summary>
    public static long ScratchBytes(in AttentionShape shape)
    {
        if (Simd512.IsSupported)
        {
            return VectorScratchBytes(shape, FourColumns.Count * Simd512.Lanes);
        }

        return Simd256.IsSupported ? VectorScratchBytes(shape, ThreeColumns.Count * Simd256.Lanes) : ScalarScratchBytes(shape);
    }

    /// <summary>Writes this worker's part of the result, which must overlap neither k nor v, nor q unless the strides are equal and y is q.</summary>
    /// <param name="shape">Sizes and strides.</param>
    /// <param name="q">[N,L,·].</param>
    /// <param name="k">[N,S,·].</param>
    /// <param name="v">[N,S,·].</param>
    /// <param name="y">[N,L,·]; only the heads' slices are written.</param>
    /// <param name="scratch">This worker's own <see cref="ScratchBytes"/> bytes.</param>
    /// <param name="worker">0 to workers - 1.</param>
    /// <param name="workers">Size of the team.</param>
    public static void Apply(
        in AttentionShape shape, float* q, float* k, float* v, float* y, float* scratch, int worker, int workers)
    {
        if (Simd512.IsSupported)
        {
            ApplyVector<Simd512, Vector512<float>, FourColumns>(shape, q, k, v, y, scratch, worker, workers);
        }
        else if (Simd256.IsSupported)
        {
            ApplyVector<Simd256, Vector256<float>, ThreeColumns>(shape, q, k, v, y, scratch, worker, workers);
        }
        else
        {
            ApplyScalar(shape, q, k, v, y, (double*)scratch, worker, workers);
        }
    }
}
