namespace Palimpsest.Imaging;

/// <summary>CMYK to RGB as Pillow does it, without a colour profile.</summary>
internal static class NaiveCmyk
{
    /// <param name="cmyk">Four bytes a pixel, 255 is full ink.</param>
    /// <param name="rgba">Four bytes a pixel; alpha becomes 255.</param>
    public static void ToRgba(ReadOnlySpan<byte> cmyk, Span<byte> rgba)
    {
        for (int i = 0; i < cmyk.Length; i += 4)
        {
            int white = 255 - cmyk[i + 3];
            rgba[i] = Inked(cmyk[i], white);
            rgba[i + 1] = Inked(cmyk[i + 1], white);
            rgba[i + 2] = Inked(cmyk[i + 2], white);
            rgba[i + 3] = byte.MaxValue;
        }
    }

    // white - ink · white / 255, rounded.
    private static byte Inked(int ink, int white)
    {
        int product = ink * white + 128;
        return (byte)(white - ((product + (product >> 8)) >> 8));
    }
}
