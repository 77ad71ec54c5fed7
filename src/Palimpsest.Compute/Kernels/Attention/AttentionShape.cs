namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Sizes of a multi-head attention: q and the result are [N,L,·], k and v are [N,S,·], and head h is the slice from h · HeadWidth.
/// Rows lie as far apart as the strides say (in elements), so each tensor may be a slice of a wider one.
/// </summary>
/// <param name="N">Samples.</param>
/// <param name="Heads">Heads.</param>
/// <param name="HeadWidth">Elements of a head in a row.</param>
/// <param name="L">Queries of a sample.</param>
/// <param name="S">Keys of a sample.</param>
/// <param name="Causal">Whether query i sees only keys 0 to i.</param>
/// <param name="QStride">Elements from a row of q to the next.</param>
/// <param name="KStride">Elements from a row of k to the next.</param>
/// <param name="VStride">Elements from a row of v to the next.</param>
/// <param name="YStride">Elements from a row of the result to the next.</param>
internal readonly record struct AttentionShape(
    int N, int Heads, int HeadWidth, int L, int S, bool Causal, int QStride, int KStride, int VStride, int YStride)
{
    /// <summary>The factor of q · k: 1 / √HeadWidth.</summary>
    public double Scale => 1 / Math.Sqrt(HeadWidth);

    /// <summary>Keys that some query before <paramref name="end"/> sees.</summary>
    public int VisibleKeys(int end) => Causal ? Math.Min(S, end) : S;

    /// <summary>First element of a head's slice in the given row.</summary>
    public static long Offset(int sample, int rows, int row, int stride, int head, int headWidth) =>
        ((long)sample * rows + row) * stride + (long)head * headWidth;
}
