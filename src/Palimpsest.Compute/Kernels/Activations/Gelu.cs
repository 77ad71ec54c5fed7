using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// x · Φ(x), Φ the standard normal distribution (Hendrycks and Gimpel 2016), without the tanh approximation.
/// Computed from the tail Φ(-|x|), which loses no digits where Φ(x) is small.
/// </summary>
internal readonly struct Gelu : IActivationFunction
{
    public static double Apply(double x) => x * (x < 0 ? NormalTail(-x) : 1 - NormalTail(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector tail = SimdMath.NormalTail<TSimd, TVector>(TSimd.Abs(x));
        TVector head = TSimd.Subtract(TSimd.Broadcast(1), tail);
        return TSimd.Multiply(x, TSimd.Select(TSimd.LessThan(x, TSimd.Broadcast(0)), tail, head));
    }

    /// <summary>
    /// Φ(-a) for a ≥ 0 to about 1e-15. Below 3 by the series Φ(a) = 1/2 + φ(a) Σ a^(2k+1) / (1·3·5···(2k+1)) (Abramowitz and
    /// Stegun 26.2.11), above by the continued fraction φ(a) / (a + 1/(a + 2/(a + 3/(a + …)))) (26.2.14), taken from its end.
    /// </summary>
    private static double NormalTail(double a)
    {
        double density = Math.Exp(-0.5 * a * a) * 0.3989422804014327; // 1 / √(2π)
        if (a < 3)
        {
            double term = a, sum = a;
            for (int odd = 3; term > sum * 1e-17; odd += 2)
            {
                term *= a * a / odd;
                sum += term;
            }

            return 0.5 - density * sum;
        }

        double fraction = a;
        for (int k = 60; k > 0; k--)
        {
            fraction = a + k / fraction;
        }

        return density / fraction;
    }
}
