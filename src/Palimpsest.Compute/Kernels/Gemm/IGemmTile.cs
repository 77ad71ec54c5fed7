namespace Palimpsest.Compute.Kernels;

/// <summary>
/// The innermost product: a block of <see cref="Rows"/> x <see cref="Columns"/> results held in registers while it runs along k.
/// Every tile computes each element as the same chain of fused multiply-adds in the order of k, so all tiles give the same bits.
/// </summary>
internal unsafe interface IGemmTile
{
    static abstract int Rows { get; }

    /// <summary>Columns of a packed panel.</summary>
    static abstract int Columns { get; }

    /// <summary>
    /// c[r, j] = (accumulate ? c[r, j] : 0) + Σ a[r, k] · b[k, j] for k in 0..depth, the sum formed first and then added.
    /// a has rows of <see cref="GemmBlocking.RowStride"/> floats, b is a panel of depth x Columns, 64-byte aligned; c has rows of
    /// <paramref name="stride"/> floats.
    /// </summary>
    static abstract void Multiply(int depth, float* a, float* b, float* c, int stride, bool accumulate);
}
