using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class HalfConversion
{
    internal static void ToFloatsScalar<TFormat>(ushort* source, float* destination, long count)
        where TFormat : struct, I16BitFormat
    {
        for (long i = 0; i < count; i++)
        {
            destination[i] = TFormat.ToFloat(Unsafe.ReadUnaligned<ushort>(source + i));
        }
    }
}
