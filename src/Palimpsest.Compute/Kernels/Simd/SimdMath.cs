using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Functions of vectors. Polynomials are minimax fits by the Remez exchange algorithm, computed in exact rational arithmetic,
/// then rounded to float32; the errors quoted include that rounding.
/// </summary>
internal static class SimdMath
{
    /// <summary>
    /// e^x within 1.1 units in the last place. Zero below -87 (the true value, under 1.7e-38, is nearly subnormal), infinity where
    /// float32 overflows, NaN for NaN. Reduction: x = n · ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite 1980, chapter 6).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        const float ToBinary = 1.44269504f;     // 1 / ln 2
        const float NegativeLn2 = -0.693147182f; // ln 2 rounded to float32, and what that leaves out
        const float NegativeLn2Rest = 1.90465421e-9f;
        const float RoundToInteger = 12582912f;  // 1.5 · 2^23: adding it leaves the nearest integer in the low bits of the mantissa

        TVector magic = TSimd.Broadcast(RoundToInteger);
        TVector shifted = TSimd.Fma(x, TSimd.Broadcast(ToBinary), magic);
        TVector n = TSimd.Subtract(shifted, magic);
        TVector r = TSimd.Fma(n, TSimd.Broadcast(NegativeLn2), x);
        r = TSimd.Fma(n, TSimd.Broadcast(NegativeLn2Rest), r);

        // 1 + r + r² · q(r); relative error 3.6e-9.
        TVector q = TSimd.Broadcast(0.00138145406f);
        q = TSimd.Fma(q, r, TSimd.Broadcast(0.00836874545f));
        q = TSimd.Fma(q, r, TSimd.Broadcast(0.041668389f));
        q = TSimd.Fma(q, r, TSimd.Broadcast(0.166665211f));
        q = TSimd.Fma(q, r, TSimd.Broadcast(0.49999994f));
        TVector p = TSimd.Fma(TSimd.Multiply(r, r), q, r);
        p = TSimd.Add(p, TSimd.Broadcast(1));

        // Times 2^n. Outside the range that a normal float32 can hold the exponent wraps, so those lanes are replaced.
        TVector result = TSimd.AddToExponent(p, shifted);
        result = TSimd.Select(TSimd.LessThan(x, TSimd.Broadcast(-87)), TSimd.Broadcast(0), result);
        TVector infinityOrNaN = TSimd.Add(x, TSimd.Broadcast(float.PositiveInfinity));
        return TSimd.Select(TSimd.LessThan(x, TSimd.Broadcast(88.7228394f)), result, infinityOrNaN); // 128 · ln 2, rounded up
    }

    /// <summary>
    /// The normal distribution's upper tail Φ(-a) = erfc(a / √2) / 2 for a ≥ 0. Form of Abramowitz and Stegun 26.2.17, exp(-a² / 2)
    /// times a polynomial in t = 1 / (1 + k a), with our own k, degree and coefficients, fitted for 0 ≤ a ≤ 14 (beyond, e^(-a²/2) is
    /// zero). The fit itself is within 5e-9 for a · Φ(-a) and 6e-7 of Φ(-a); rounding adds a few units in the last place.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector NormalTail<TSimd, TVector>(TVector a)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector one = TSimd.Broadcast(1);
        TVector t = TSimd.Divide(one, TSimd.Fma(a, TSimd.Broadcast(0.3f), one));
        TVector p = TSimd.Broadcast(0.0360190645f);
        p = TSimd.Fma(p, t, TSimd.Broadcast(-0.158160239f));
        p = TSimd.Fma(p, t, TSimd.Broadcast(0.207082599f));
        p = TSimd.Fma(p, t, TSimd.Broadcast(-0.0534186065f));
        p = TSimd.Fma(p, t, TSimd.Broadcast(0.127886295f));
        p = TSimd.Fma(p, t, TSimd.Broadcast(0.10028664f));
        p = TSimd.Fma(p, t, TSimd.Broadcast(0.1206678f));
        p = TSimd.Fma(p, t, TSimd.Broadcast(0.119636461f));
        TVector gaussian = Exp<TSimd, TVector>(TSimd.Multiply(TSimd.Multiply(a, TSimd.Broadcast(-0.5f)), a));
        return TSimd.Multiply(TSimd.Multiply(p, t), gaussian);
    }
}
