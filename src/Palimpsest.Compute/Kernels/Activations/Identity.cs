using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

/// <summary>x itself, for kernels that take an activation and are given none.</summary>
internal readonly struct Identity : IActivationFunction
{
    public static double Apply(double x) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => x;
}
