using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Elementwise functions of float32 arrays. An element's result depends neither on its position nor on the split among workers.
/// Errors: Silu and QuickGelu 3 units in the last place beside 1e-37; Gelu 1e-7 · max(1, |x|).
/// </summary>
internal static unsafe partial class Activations
{
    /// <summary>x[i] = f(x[i]) for all of <paramref name="count"/> elements, by one worker.</summary>
    public static void InPlace(Activation activation, float* x, long count) => Into(activation, x, x, count, 0, 1);

    /// <summary>y[i] = f(x[i]): this worker's part. x and y may be the same array, and must not overlap otherwise.</summary>
    public static void Into(Activation activation, float* x, float* y, long count, int worker, int workers)
    {
        Partition part = Partition.Of(count, worker, workers);
        x += part.Start;
        y += part.Start;
        switch (activation)
        {
            case Activation.None:
                Buffer.MemoryCopy(x, y, part.Count * sizeof(float), part.Count * sizeof(float));
                break;
            case Activation.Silu:
                Into<Silu>(x, y, part.Count);
                break;
            case Activation.Gelu:
                Into<Gelu>(x, y, part.Count);
                break;
            case Activation.QuickGelu:
                Into<QuickGelu>(x, y, part.Count);
                break;
            case Activation.Relu:
                Into<Relu>(x, y, part.Count);
                break;
            default:
                RareActivations.Into(activation, x, y, part.Count);
                break;
        }
    }

    /// <summary>destination[i] = value[i] · gelu(gate[i]) (Shazeer 2020, eq. 6). The destination may be either source.</summary>
    public static void GeGluInto(float* value, float* gate, float* destination, long count)
    {
        if (Simd512.IsSupported)
        {
            GeGluVector<Simd512, Vector512<float>>(value, gate, destination, count);
        }
        else if (Simd256.IsSupported)
        {
            GeGluVector<Simd256, Vector256<float>>(value, gate, destination, count);
        }
        else
        {
            GeGluScalar(value, gate, destination, count);
        }
    }

    private static void Into<TFunction>(float* x, float* y, long count)
        where TFunction : struct, IActivationFunction
    {
        if (Simd512.IsSupported)
        {
            IntoVector<TFunction, Simd512, Vector512<float>>(x, y, count);
        }
        else if (Simd256.IsSupported)
        {
            IntoVector<TFunction, Simd256, Vector256<float>>(x, y, count);
        }
        else
        {
            IntoScalar<TFunction>(x, y, count);
        }
    }
}
