using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

/// <summary>max(x, 0); NaN stays NaN.</summary>
internal readonly struct Relu : IActivationFunction
{
    public static double Apply(double x) => x < 0 ? 0 : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.Select(TSimd.LessThan(x, TSimd.Broadcast(0)), TSimd.Broadcast(0), x);
}
