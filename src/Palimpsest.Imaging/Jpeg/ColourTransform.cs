namespace Palimpsest.Imaging.Jpeg;

/// <summary>
/// YCbCr and RGB (ITU-T T.871, section 7) in 16-bit fixed point, with the constants and the rounding of the IJG library.
/// </summary>
internal static class ColourTransform
{
    private const int FractionBits = 16;
    private const int Half = 1 << (FractionBits - 1);
    private const int Centre = 128;

    private static readonly int[] RedOfCr = Products(1.402, Half, FractionBits);
    private static readonly int[] BlueOfCb = Products(1.772, Half, FractionBits);
    private static readonly int[] GreenOfCr = Products(-0.71414, 0, 0);
    private static readonly int[] GreenOfCb = Products(-0.34414, Half, 0);

    /// <summary>One row of samples to interleaved RGB; <paramref name="rgb"/> gives the length.</summary>
    public static void ToRgb(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> rgb)
    {
        int width = rgb.Length / 3;
        luma = luma[..width];
        cb = cb[..width];
        cr = cr[..width];
        for (int x = 0; x < width; x++)
        {
            int y = luma[x], u = cb[x], v = cr[x];
            Span<byte> pixel = rgb.Slice(3 * x, 3);
            pixel[2] = (byte)Math.Clamp(y + BlueOfCb[u], 0, 255);
            pixel[1] = (byte)Math.Clamp(y + ((GreenOfCb[u] + GreenOfCr[v]) >> FractionBits), 0, 255);
            pixel[0] = (byte)Math.Clamp(y + RedOfCr[v], 0, 255);
        }
    }

    /// <summary>One row of interleaved RGB to samples; <paramref name="luma"/> gives the length.</summary>
    public static void FromRgb(ReadOnlySpan<byte> rgb, Span<byte> luma, Span<byte> cb, Span<byte> cr)
    {
        const int ChromaOffset = (Centre << FractionBits) + Half - 1;
        for (int x = 0; x < luma.Length; x++)
        {
            int r = rgb[3 * x], g = rgb[(3 * x) + 1], b = rgb[(3 * x) + 2];
            luma[x] = (byte)(((19595 * r) + (38470 * g) + (7471 * b) + Half) >> FractionBits);          // 0.299, 0.587, 0.114
            cb[x] = (byte)(((-11059 * r) - (21709 * g) + (32768 * b) + ChromaOffset) >> FractionBits);  // 0.16874, 0.33126, 0.5
            cr[x] = (byte)(((32768 * r) - (27439 * g) - (5329 * b) + ChromaOffset) >> FractionBits);    // 0.5, 0.41869, 0.08131
        }
    }

    private static int[] Products(double factor, int rounding, int shift)
    {
        int fixedFactor = (int)Math.Round(factor * (1 << FractionBits), MidpointRounding.AwayFromZero);
        var products = new int[256];
        for (int value = 0; value < products.Length; value++)
        {
            products[value] = ((fixedFactor * (value - Centre)) + rounding) >> shift;
        }

        return products;
    }
}
