namespace Palimpsest.Compute.Kernels;

/// <summary>
/// The few vector operations kernels are written in, so that one body serves every register width. Kernels take the
/// implementing struct and its vector as type parameters; the JIT compiles each pair apart and inlines every operation.
/// All operations round once, lane by lane, so a lane's result does not depend on the width.
/// </summary>
internal unsafe interface ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>float32 lanes in a vector.</summary>
    static abstract int Lanes { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    /// <summary>Reads only the first <paramref name="count"/> elements, 0 to <see cref="Lanes"/>; the other lanes are zero.</summary>
    static abstract TVector Load(float* source, int count);

    /// <summary>Widens <see cref="Lanes"/> IEEE binary16 numbers; exact, and quiet for every NaN.</summary>
    static abstract TVector LoadFloat16(ushort* source);

    /// <summary>Widens <see cref="Lanes"/> bfloat16 numbers; exact.</summary>
    static abstract TVector LoadBFloat16(ushort* source);

    static abstract void Store(TVector value, float* destination);

    /// <summary>Writes only the first <paramref name="count"/> lanes, 0 to <see cref="Lanes"/>.</summary>
    static abstract void Store(TVector value, float* destination, int count);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TVector Fma(TVector a, TVector b, TVector c);

    static abstract TVector Abs(TVector a);

    /// <summary>The larger one; <paramref name="b"/> where either is NaN.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>All bits set in the lanes where a &lt; b, none elsewhere (nor where either is NaN).</summary>
    static abstract TVector LessThan(TVector a, TVector b);

    /// <summary>Lanes of <paramref name="a"/> where the mask is set, of <paramref name="b"/> elsewhere.</summary>
    static abstract TVector Select(TVector mask, TVector a, TVector b);

    /// <summary>Adds the low nine bits of <paramref name="exponent"/>'s lanes, as integers, to the exponent fields of <paramref name="value"/>.</summary>
    static abstract TVector AddToExponent(TVector value, TVector exponent);

    /// <summary>0, 1, 2, … in the lanes.</summary>
    static abstract TVector Indices { get; }

    /// <summary>Sum of the lanes: the upper half is added to the lower half until one lane remains.</summary>
    static abstract float Sum(TVector a);
}
