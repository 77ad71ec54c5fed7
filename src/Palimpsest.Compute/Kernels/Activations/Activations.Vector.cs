namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class Activations
{
    /// <summary>Whole vectors, then one partial vector through the same arithmetic, so that an element's place does not change it.</summary>
    internal static void IntoVector<TFunction, TSimd, TVector>(float* x, float* y, long count)
        where TFunction : struct, IActivationFunction
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        long i = 0;
        for (; i <= count - TSimd.Lanes; i += TSimd.Lanes)
        {
            TSimd.Store(TFunction.Apply<TSimd, TVector>(TSimd.Load(x + i)), y + i);
        }

        if (i < count)
        {
            int rest = (int)(count - i);
            TSimd.Store(TFunction.Apply<TSimd, TVector>(TSimd.Load(x + i, rest)), y + i, rest);
        }
    }

    internal static void GeGluVector<TSimd, TVector>(float* value, float* gate, float* destination, long count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        long i = 0;
        for (; i <= count - TSimd.Lanes; i += TSimd.Lanes)
        {
            TVector gelu = Gelu.Apply<TSimd, TVector>(TSimd.Load(gate + i));
            TSimd.Store(TSimd.Multiply(TSimd.Load(value + i), gelu), destination + i);
        }

        if (i < count)
        {
            int rest = (int)(count - i);
            TVector gelu = Gelu.Apply<TSimd, TVector>(TSimd.Load(gate + i, rest));
            TSimd.Store(TSimd.Multiply(TSimd.Load(value + i, rest), gelu), destination + i, rest);
        }
    }
}
