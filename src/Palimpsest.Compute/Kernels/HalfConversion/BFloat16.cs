using System.Runtime.CompilerServices;

namespace Palimpsest.Compute.Kernels;

/// <summary>The upper half of a float32.</summary>
internal readonly unsafe struct BFloat16 : I16BitFormat
{
    public static float ToFloat(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TSimd, TVector>(ushort* source)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.LoadBFloat16(source);
}
