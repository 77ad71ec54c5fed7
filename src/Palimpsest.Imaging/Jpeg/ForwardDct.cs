using System.Runtime.CompilerServices;
using static Palimpsest.Imaging.Jpeg.DctConstants;

namespace Palimpsest.Imaging.Jpeg;

/// <summary>The 64 samples of a block to coefficients.</summary>
internal static class ForwardDct
{
    /// <summary>Transforms in place, in block order; the result is 8 times the coefficients of the standard's definition.</summary>
    /// <param name="values">64 samples, centred on 0.</param>
    public static void Transform(Span<int> values)
    {
        for (int y = 0; y < 8; y++)
        {
            OneDimension(ref values[y * 8], 1, FractionBits - PassBits);
        }

        for (int x = 0; x < 8; x++)
        {
            Span<int> column = values.Slice(x, 57);
            OneDimension(ref column[0], 8, FractionBits + PassBits);
        }
    }

    /// <summary>The 8-point transform in place, of values <paramref name="stride"/> apart, divided by 2^shift: the inverse one run backwards.</summary>
    private static void OneDimension(ref int line, int stride, int shift)
    {
        ref int r1 = ref Unsafe.Add(ref line, stride);
        ref int r2 = ref Unsafe.Add(ref line, 2 * stride);
        ref int r3 = ref Unsafe.Add(ref line, 3 * stride);
        ref int r4 = ref Unsafe.Add(ref line, 4 * stride);
        ref int r5 = ref Unsafe.Add(ref line, 5 * stride);
        ref int r6 = ref Unsafe.Add(ref line, 6 * stride);
        ref int r7 = ref Unsafe.Add(ref line, 7 * stride);

        int sum07 = line + r7, difference07 = line - r7;
        int sum16 = r1 + r6, difference16 = r1 - r6;
        int sum25 = r2 + r5, difference25 = r2 - r5;
        int sum34 = r3 + r4, difference34 = r3 - r4;

        int outer = sum07 + sum34, outerDifference = sum07 - sum34;
        int inner = sum16 + sum25, innerDifference = sum16 - sum25;
        line = Descale((outer + inner) << FractionBits, shift);
        r4 = Descale((outer - inner) << FractionBits, shift);
        int rotation = (innerDifference + outerDifference) * F0541;
        r2 = Descale(rotation + (outerDifference * F0765), shift);
        r6 = Descale(rotation - (innerDifference * F1847), shift);

        int common = (difference34 + difference16 + difference25 + difference07) * F1175;
        int z1 = (difference34 + difference07) * -F0899;
        int z2 = (difference25 + difference16) * -F2562;
        int z3 = ((difference34 + difference16) * -F1961) + common;
        int z4 = ((difference25 + difference07) * -F0390) + common;
        r7 = Descale((difference34 * F0298) + z1 + z3, shift);
        r5 = Descale((difference25 * F2053) + z2 + z4, shift);
        r3 = Descale((difference16 * F3072) + z2 + z3, shift);
        r1 = Descale((difference07 * F1501) + z1 + z4, shift);
    }
}
