namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>Blocks of a power of two of pixels.</summary>
internal static class Blocks
{
    /// <summary>How many of 2^<paramref name="shift"/> pixels cover a side.</summary>
    public static int Count(int side, int shift) => (side + (1 << shift) - 1) >> shift;
}
