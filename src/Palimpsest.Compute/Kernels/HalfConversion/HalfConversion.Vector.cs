using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class HalfConversion
{
    /// <summary>Whole vectors; the rest goes through a vector's worth of stack, so that nothing is read beyond the source.</summary>
    internal static void ToFloatsVector<TFormat, TSimd, TVector>(ushort* source, float* destination, long count)
        where TFormat : struct, I16BitFormat
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        long i = 0;
        for (; i <= count - TSimd.Lanes; i += TSimd.Lanes)
        {
            TSimd.Store(TFormat.Load<TSimd, TVector>(source + i), destination + i);
        }

        if (i < count)
        {
            int rest = (int)(count - i);
            ushort* tail = stackalloc ushort[TSimd.Lanes];
            Unsafe.CopyBlockUnaligned(tail, source + i, (uint)rest * sizeof(ushort));
            TSimd.Store(TFormat.Load<TSimd, TVector>(tail), destination + i, rest);
        }
    }
}
