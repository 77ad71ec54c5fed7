using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

/// <summary>x · sigmoid(1.702 x), the approximation in CLIP's own code.</summary>
internal readonly struct QuickGelu : IActivationFunction
{
    public static double Apply(double x) => x / (1 + Math.Exp(-1.702 * x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector exp = SimdMath.Exp<TSimd, TVector>(TSimd.Multiply(x, TSimd.Broadcast(-1.702f)));
        return TSimd.Divide(x, TSimd.Add(exp, TSimd.Broadcast(1)));
    }
}
