namespace Palimpsest.Imaging.Resampling;

/// <summary>Colours multiplied by their alpha and back, with Pillow's 8-bit rounding; needed around filters, so that hidden colours do not bleed.</summary>
public static class AlphaWeighting
{
    // Results by alpha · 256 + colour.
    private static readonly byte[] Weighted = [.. Enumerable.Range(0, 65536).Select(pair => Weight(pair & 255, pair >> 8))];
    private static readonly byte[] Unweighted = [.. Enumerable.Range(0, 65536).Select(pair => Unweight(pair & 255, pair >> 8))];

    /// <summary>A copy of a picture with 2 or 4 channels whose colours are c · alpha / 255, rounded.</summary>
    public static Picture Premultiply(Picture picture) => LookUp(picture, Weighted);

    /// <summary>The way back: 255 · c / alpha, truncated and at most 255; as it is where alpha is 0 or 255.</summary>
    public static Picture Unpremultiply(Picture picture) => LookUp(picture, Unweighted);

    private static byte Weight(int colour, int alpha)
    {
        int product = colour * alpha + 128;
        return (byte)((product + (product >> 8)) >> 8);
    }

    private static byte Unweight(int colour, int alpha) => alpha is 0 or 255 ? (byte)colour : (byte)Math.Min(255, 255 * colour / alpha);

    private static Picture LookUp(Picture picture, byte[] table)
    {
        int channels = picture.Channels;
        if (channels % 2 != 0)
        {
            throw new ArgumentException($"A picture of {channels} channels has no alpha.", nameof(picture));
        }

        byte[] pixels = [.. picture.Pixels];
        for (int i = 0; i < pixels.Length; i += channels)
        {
            int row = pixels[i + channels - 1] << 8;
            for (int c = 0; c < channels - 1; c++)
            {
                pixels[i + c] = table[row | pixels[i + c]];
            }
        }

        return new Picture(picture.Width, picture.Height, channels, pixels);
    }
}
