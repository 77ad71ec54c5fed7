using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.RandomStreams;

/// <summary>
/// The Box-Muller transform of 16 uniform numbers as PyTorch's AVX2 kernel computes it: 8 radii and 8 angles, a lane each.
/// Logarithm, sine and cosine are the float32 polynomials of the Cephes library (S. Moshier: logf.c, sinf.c) in the evaluation order of that kernel.
/// A fused multiply-add stands exactly where PyTorch's compiler put one; every other operation rounds. Vector256's operations mean the same on every
/// machine, with or without AVX2, so the result is bit-equal everywhere.
/// </summary>
internal static class TorchNormalBlock
{
    public const int Size = 16;

    private const int Half = Size / 2;

    /// <summary>Turns 16 uniform numbers of [0, 1) into 16 normal ones: the first half gives the radii, the second the angles.</summary>
    public static void TransformInPlace(Span<float> block)
    {
        Vector256<float> first = Vector256<float>.One - Vector256.Create<float>(block);
        Vector256<float> second = Vector256.Create<float>(block[Half..]);
        Vector256<float> radius = Vector256.Sqrt(Vector256.Create(-2f) * Log(first));
        (Vector256<float> sin, Vector256<float> cos) = SinCos(Vector256.Create(6.2831855f) * second);
        (radius * cos).CopyTo(block);
        (radius * sin).CopyTo(block[Half..]);
    }

    /// <summary>Natural logarithm of normal positive numbers.</summary>
    private static Vector256<float> Log(Vector256<float> u)
    {
        Vector256<int> bits = u.AsInt32();
        Vector256<float> exponent = Vector256.ConvertToSingle(Vector256.ShiftRightLogical(bits, 23) - Vector256.Create(126));
        Vector256<float> mantissa = ((bits & Vector256.Create(0x007FFFFF)) | Vector256.Create(0x3F000000)).AsSingle();

        // Below sqrt(1/2) the mantissa is doubled, so that the polynomial sees [sqrt(1/2) - 1, sqrt(2) - 1].
        Vector256<float> small = Vector256.LessThan(mantissa, Vector256.Create(0.70710677f));
        exponent -= Vector256<float>.One & small;
        Vector256<float> x = (mantissa - Vector256<float>.One) + (mantissa & small);

        Vector256<float> z = x * x;
        Vector256<float> y = Vector256.Create(7.0376836292E-2f);
        y = Fma(y, x, -1.1514610310E-1f);
        y = Fma(y, x, 1.1676998740E-1f);
        y = Fma(y, x, -1.2420140846E-1f);
        y = Fma(y, x, 1.4249322787E-1f);
        y = Fma(y, x, -1.6668057665E-1f);
        y = Fma(y, x, 2.0000714765E-1f);
        y = Fma(y, x, -2.4999993993E-1f);
        y = Fma(y, x, 3.3333331174E-1f);
        y *= x;

        // ln 2 in two parts, 0.693359375 - 2.12194440e-4.
        y = Vector256.FusedMultiplyAdd(y, z, exponent * Vector256.Create(-2.12194440E-4f));
        y = Vector256.FusedMultiplyAdd(-z, Vector256.Create(0.5f), y);
        x += y;
        return Vector256.FusedMultiplyAdd(exponent, Vector256.Create(0.693359375f), x);
    }

    /// <summary>Sine and cosine of angles in [0, 2 pi].</summary>
    private static (Vector256<float> Sin, Vector256<float> Cos) SinCos(Vector256<float> angle)
    {
        // Octant, rounded up to even: x becomes the distance to the nearest multiple of pi/2, with pi/4 subtracted in three parts.
        Vector256<int> octant = Vector256.ConvertToInt32(angle * Vector256.Create(1.27323954473516f));
        octant = (octant + Vector256<int>.One) & Vector256.Create(~1);
        Vector256<float> multiple = Vector256.ConvertToSingle(octant);
        Vector256<float> x = Vector256.FusedMultiplyAdd(multiple, Vector256.Create(-0.78515625f), angle);
        x = Vector256.FusedMultiplyAdd(multiple, Vector256.Create(-2.4187564849853515625E-4f), x);
        x = Vector256.FusedMultiplyAdd(multiple, Vector256.Create(-3.77489497744594108E-8f), x);
        Vector256<float> z = x * x;

        Vector256<float> even = Fma(Fma(Vector256.Create(2.443315711809948E-5f), z, -1.388731625493765E-3f), z, 4.166664568298827E-2f);
        even *= z;
        even = Vector256.FusedMultiplyAdd(even, z, -(z * Vector256.Create(0.5f)));
        even += Vector256<float>.One;

        Vector256<float> odd = Fma(Fma(Vector256.Create(-1.9515295891E-4f), z, 8.3321608736E-3f), z, -1.6666654611E-1f);
        odd *= z;
        odd = Vector256.FusedMultiplyAdd(odd, x, x);

        Vector256<float> straight = Vector256.Equals(octant & Vector256.Create(2), Vector256<int>.Zero).AsSingle();
        Vector256<float> sin = Vector256.ConditionalSelect(straight, odd, even);
        Vector256<float> cos = Vector256.ConditionalSelect(straight, even, odd);

        // Bit 2 of the octant says where the sine is negative; for the cosine, of the octant two further on. Moved to the sign bit.
        Vector256<int> sinSign = Vector256.ShiftLeft(octant & Vector256.Create(4), 29);
        Vector256<int> cosSign = Vector256.ShiftLeft(Vector256.AndNot(Vector256.Create(4), octant - Vector256.Create(2)), 29);
        return ((sin.AsInt32() ^ sinSign).AsSingle(), (cos.AsInt32() ^ cosSign).AsSingle());
    }

    private static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, float c) => Vector256.FusedMultiplyAdd(a, b, Vector256.Create(c));
}
