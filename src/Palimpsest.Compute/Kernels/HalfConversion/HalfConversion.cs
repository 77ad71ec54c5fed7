using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Widening of contiguous 16-bit floats to float32: exact for every number, infinities and subnormals included. A binary16 NaN
/// becomes quiet and keeps its payload, as in a conversion by the processor; a bfloat16 NaN keeps its bits.
/// </summary>
internal static unsafe partial class HalfConversion
{
    /// <summary>
    /// Writes <paramref name="count"/> floats from as many <see cref="ElementType.Float16"/> or <see cref="ElementType.BFloat16"/>
    /// elements. The source may be unaligned, and must not overlap the destination.
    /// </summary>
    public static void ToFloats(ElementType type, void* source, float* destination, long count)
    {
        switch (type)
        {
            case ElementType.Float16:
                ToFloats<Float16>((ushort*)source, destination, count);
                break;
            case ElementType.BFloat16:
                ToFloats<BFloat16>((ushort*)source, destination, count);
                break;
            default:
                throw new UnreachableException($"{type} is no 16-bit float.");
        }
    }

    private static void ToFloats<TFormat>(ushort* source, float* destination, long count)
        where TFormat : struct, I16BitFormat
    {
        if (Simd512.IsSupported)
        {
            ToFloatsVector<TFormat, Simd512, Vector512<float>>(source, destination, count);
        }
        else if (Simd256.IsSupported)
        {
            ToFloatsVector<TFormat, Simd256, Vector256<float>>(source, destination, count);
        }
        else
        {
            ToFloatsScalar<TFormat>(source, destination, count);
        }
    }
}
