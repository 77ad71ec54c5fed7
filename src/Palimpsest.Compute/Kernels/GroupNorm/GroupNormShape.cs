namespace Palimpsest.Compute.Kernels;

/// <summary>A tensor [N,H,W,C] whose channels form <see cref="Groups"/> equal runs. Tokens [N,L,C] are H = L, W = 1.</summary>
internal readonly record struct GroupNormShape(int N, int H, int W, int C, int Groups)
{
    public long Rows => (long)N * H;

    /// <summary>Elements in an image row.</summary>
    public long RowCount => (long)W * C;

    /// <summary>Channels in a group.</summary>
    public int GroupWidth => C / Groups;

    /// <summary>Bytes of the partial sums [N,H,G,2] in float64.</summary>
    public long PartialBytes => Rows * Groups * 2 * sizeof(double);
}
