using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

/// <summary>x · sigmoid(x) = x / (1 + e^-x); like torch's, NaN for negative infinity.</summary>
internal readonly struct Silu : IActivationFunction
{
    public static double Apply(double x) => x / (1 + Math.Exp(-x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector exp = SimdMath.Exp<TSimd, TVector>(TSimd.Multiply(x, TSimd.Broadcast(-1)));
        return TSimd.Divide(x, TSimd.Add(exp, TSimd.Broadcast(1)));
    }
}
