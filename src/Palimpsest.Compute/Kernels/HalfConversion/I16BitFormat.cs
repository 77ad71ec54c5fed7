namespace Palimpsest.Compute.Kernels;

/// <summary>A 16-bit floating point format: its specification and its vector form.</summary>
internal unsafe interface I16BitFormat
{
    static abstract float ToFloat(ushort bits);

    /// <summary>Widens as many elements as a vector has lanes, from any address.</summary>
    static abstract TVector Load<TSimd, TVector>(ushort* source)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged;
}
