namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Block sizes of the matrix product (Goto and van de Geijn 2008). Per worker: A block 192 x 384 floats = 300 kB and C block
/// 192 x 320 floats = 240 kB stay in a 1 MB second-level cache, one panel of B (384 x 32 floats = 48 kB) streams through the first level.
/// </summary>
internal static class GemmBlocking
{
    public const int BlockRows = 192;

    public const int BlockColumns = 320;

    /// <summary>Longest stretch of k summed in registers.</summary>
    public const int MaxDepth = 384;

    /// <summary>Floats from one row of the A block to the next: 16 more than the depth, so that rows do not fall into the same cache sets.</summary>
    public const int RowStride = MaxDepth + 16;

    /// <summary>
    /// Length of the stretches that k = 0..<paramref name="depth"/> is cut into: equal ones, at most <see cref="MaxDepth"/>.
    /// It depends on the depth alone, so the order of every sum does too.
    /// </summary>
    public static int DepthStep(int depth)
    {
        int pieces = (depth + MaxDepth - 1) / MaxDepth;
        return (depth + pieces - 1) / pieces;
    }
}
