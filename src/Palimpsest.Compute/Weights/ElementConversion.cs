using System.Runtime.CompilerServices;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute;

/// <summary>Widening of stored elements to float32. Exact for every type of 32 bits or fewer except Int32; Float64 and integers round to nearest.</summary>
public static unsafe class ElementConversion
{
    /// <summary>Writes all of <paramref name="destination"/> from as many elements at <paramref name="source"/>, which may be unaligned.</summary>
    public static void ToFloats(ElementType type, byte* source, Span<float> destination)
    {
        switch (type)
        {
            case ElementType.Float32:
                fixed (float* floats = destination)
                {
                    Buffer.MemoryCopy(source, floats, (long)destination.Length * sizeof(float), (long)destination.Length * sizeof(float));
                }

                break;
            case ElementType.Float16 or ElementType.BFloat16:
                fixed (float* floats = destination)
                {
                    HalfConversion.ToFloats(type, source, floats, destination.Length);
                }

                break;
            default:
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = ToFloat(type, source + (long)i * type.SizeBytes());
                }

                break;
        }
    }

    private static float ToFloat(ElementType type, byte* p) => type switch
    {
        ElementType.Float64 => (float)Unsafe.ReadUnaligned<double>(p),
        ElementType.Float8E4M3 => FromFloat8E4M3(*p),
        ElementType.Float8E5M2 => (float)BitConverter.UInt16BitsToHalf((ushort)(*p << 8)),
        ElementType.Int64 => Unsafe.ReadUnaligned<long>(p),
        ElementType.Int32 => Unsafe.ReadUnaligned<int>(p),
        ElementType.Int16 => Unsafe.ReadUnaligned<short>(p),
        ElementType.Int8 => *(sbyte*)p,
        _ => *p,
    };

    /// <summary>The "fn" variant: bias 7, no infinities, 0x7F and 0xFF are NaN (OCP 8-bit floating point, table 1).</summary>
    private static float FromFloat8E4M3(byte bits)
    {
        int exponent = (bits >> 3) & 15;
        int mantissa = bits & 7;
        float magnitude = (exponent, mantissa) switch
        {
            (15, 7) => float.NaN,
            (0, _) => mantissa * 0.001953125f, // 2^-9
            _ => (8 + mantissa) * MathF.ScaleB(1, exponent - 10),
        };
        return bits < 128 ? magnitude : -magnitude;
    }
}
