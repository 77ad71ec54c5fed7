using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

/// <summary>IEEE 754 binary16.</summary>
internal readonly unsafe struct Float16 : I16BitFormat
{
    public static float ToFloat(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TSimd, TVector>(ushort* source)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.LoadFloat16(source);
}
