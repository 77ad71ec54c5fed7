using System.Runtime.CompilerServices;
using static Palimpsest.Imaging.Jpeg.DctConstants;

namespace Palimpsest.Imaging.Jpeg;

/// <summary>Coefficients of a block to its 64 samples.</summary>
internal static class InverseDct
{
    /// <summary>The eightfold sum of an 8 × 8 transform, as a shift.</summary>
    private const int ScaleBits = 3;

    private const int Centre = 128;

    /// <param name="coefficients">64 quantised coefficients in block order.</param>
    /// <param name="steps">64 quantisation steps in block order.</param>
    /// <param name="samples">Starts at the block's first sample; eight rows of eight are written.</param>
    /// <param name="stride">Bytes from row to row of <paramref name="samples"/>.</param>
    public static void Transform(ReadOnlySpan<short> coefficients, ReadOnlySpan<ushort> steps, Span<byte> samples, int stride)
    {
        if (!coefficients[1..64].ContainsAnyExcept((short)0))
        {
            // What the two passes below make of a lone DC value.
            byte flat = Sample(Descale(coefficients[0] * steps[0], ScaleBits));
            for (int y = 0; y < 8; y++)
            {
                samples.Slice(y * stride, 8).Fill(flat);
            }

            return;
        }

        Span<int> values = stackalloc int[64];
        for (int i = 0; i < 64; i++)
        {
            values[i] = coefficients[i] * steps[i];
        }

        for (int x = 0; x < 8; x++)
        {
            OneDimension(ref values[x], 8, FractionBits - PassBits);
        }

        for (int y = 0; y < 8; y++)
        {
            Span<int> row = values.Slice(y * 8, 8);
            OneDimension(ref row[0], 1, FractionBits + PassBits + ScaleBits);
            Span<byte> into = samples.Slice(y * stride, 8);
            for (int x = 0; x < 8; x++)
            {
                into[x] = Sample(row[x]);
            }
        }
    }

    private static byte Sample(int value) => (byte)Math.Clamp(value + Centre, 0, 255);

    /// <summary>The 8-point transform in place, of values <paramref name="stride"/> apart (so that 7 strides stay within the block), divided by 2^shift.</summary>
    private static void OneDimension(ref int line, int stride, int shift)
    {
        int s0 = line;
        int s1 = Unsafe.Add(ref line, stride);
        int s2 = Unsafe.Add(ref line, 2 * stride);
        int s3 = Unsafe.Add(ref line, 3 * stride);
        int s4 = Unsafe.Add(ref line, 4 * stride);
        int s5 = Unsafe.Add(ref line, 5 * stride);
        int s6 = Unsafe.Add(ref line, 6 * stride);
        int s7 = Unsafe.Add(ref line, 7 * stride);
        int rounding = 1 << (shift - 1);

        // Even half: a 4-point transform, the rotation by 6 pi/16 with three multiplications.
        int rotation = (s2 + s6) * F0541;
        int evenLow = rotation - (s6 * F1847);
        int evenHigh = rotation + (s2 * F0765);
        int sum = ((s0 + s4) << FractionBits) + rounding;
        int difference = ((s0 - s4) << FractionBits) + rounding;
        int even0 = sum + evenHigh, even3 = sum - evenHigh;
        int even1 = difference + evenLow, even2 = difference - evenLow;

        // Odd half: the flow graph's butterflies and rotations merged into nine multiplications.
        int common = (s7 + s3 + s5 + s1) * F1175;
        int z1 = (s7 + s1) * -F0899;
        int z2 = (s5 + s3) * -F2562;
        int z3 = ((s7 + s3) * -F1961) + common;
        int z4 = ((s5 + s1) * -F0390) + common;
        int odd3 = (s7 * F0298) + z1 + z3;
        int odd2 = (s5 * F2053) + z2 + z4;
        int odd1 = (s3 * F3072) + z2 + z3;
        int odd0 = (s1 * F1501) + z1 + z4;

        line = (even0 + odd0) >> shift;
        Unsafe.Add(ref line, stride) = (even1 + odd1) >> shift;
        Unsafe.Add(ref line, 2 * stride) = (even2 + odd2) >> shift;
        Unsafe.Add(ref line, 3 * stride) = (even3 + odd3) >> shift;
        Unsafe.Add(ref line, 4 * stride) = (even3 - odd3) >> shift;
        Unsafe.Add(ref line, 5 * stride) = (even2 - odd2) >> shift;
        Unsafe.Add(ref line, 6 * stride) = (even1 - odd1) >> shift;
        Unsafe.Add(ref line, 7 * stride) = (even0 - odd0) >> shift;
    }
}
