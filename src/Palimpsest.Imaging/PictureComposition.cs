namespace Palimpsest.Imaging;

/// <summary>Laying pictures over others, with Pillow's 8-bit arithmetic.</summary>
public static class PictureComposition
{
    /// <summary>
    /// RGB: an RGBA picture pasted by its alpha over one colour, as Pillow's <c>paste</c> does; any other picture loses its alpha, if it
    /// has one, as in Pillow's <c>convert("RGB")</c>.
    /// </summary>
    public static Picture Flatten(this Picture picture, Rgb background)
    {
        if (picture.Channels != 4)
        {
            return picture.ToRgb();
        }

        byte[] source = picture.Pixels;
        byte[] target = new byte[source.Length / 4 * 3];
        for (int s = 0, t = 0; s < source.Length; s += 4, t += 3)
        {
            int alpha = source[s + 3];
            target[t] = Blend(background.Red, source[s], alpha);
            target[t + 1] = Blend(background.Green, source[s + 1], alpha);
            target[t + 2] = Blend(background.Blue, source[s + 2], alpha);
        }

        return new Picture(picture.Width, picture.Height, 3, target);
    }

    /// <summary>
    /// Copies <paramref name="top"/> onto <paramref name="canvas"/> with its upper left corner at (<paramref name="x"/>, <paramref name="y"/>);
    /// what lies outside is cut off. Both must have the same channels.
    /// </summary>
    public static void PasteInPlace(Picture canvas, Picture top, int x, int y)
    {
        if (canvas.Channels != top.Channels)
        {
            throw new ArgumentException($"A picture of {top.Channels} channels cannot be pasted on one of {canvas.Channels}.", nameof(top));
        }

        int left = Math.Max(0, x), right = (int)Math.Min(canvas.Width, (long)x + top.Width);
        int first = Math.Max(0, y), end = (int)Math.Min(canvas.Height, (long)y + top.Height);
        if (left >= right)
        {
            return;
        }

        int channels = canvas.Channels;
        for (int row = first; row < end; row++)
        {
            top.Pixels.AsSpan(((row - y) * top.Width + left - x) * channels, (right - left) * channels)
                .CopyTo(canvas.Pixels.AsSpan((row * canvas.Width + left) * channels));
        }
    }

    /// <summary>
    /// Lays an RGBA picture over an RGBA canvas (Porter and Duff's "over") at the upper left corner, as Pillow's <c>alpha_composite</c> does: 7 more
    /// bits, divisions rounded. What reaches beyond the canvas is cut off.
    /// </summary>
    public static void AlphaCompositeInPlace(Picture canvas, Picture over)
    {
        if (canvas.Channels != 4 || over.Channels != 4)
        {
            throw new ArgumentException("Both pictures must be RGBA.", nameof(over));
        }

        int bytes = 4 * Math.Min(canvas.Width, over.Width);
        for (int y = 0; y < Math.Min(canvas.Height, over.Height); y++)
        {
            Span<byte> row = canvas.Pixels.AsSpan(y * canvas.Width * 4, bytes);
            ReadOnlySpan<byte> top = over.Pixels.AsSpan(y * over.Width * 4, bytes);
            for (int i = 0; i < bytes; i += 4)
            {
                CompositePixel(row.Slice(i, 4), top.Slice(i, 4));
            }
        }
    }

    /// <summary>All samples of the picture times the mask, alpha too: what of a premultiplied picture shows through a mask.</summary>
    /// <param name="picture">2 or 4 channels; with alpha of 255 everywhere it is its own premultiplied form.</param>
    /// <param name="mask">1 channel, of the same size.</param>
    public static Picture MaskedPremultiplied(this Picture picture, Picture mask)
    {
        if ((mask.Width, mask.Height, mask.Channels) != (picture.Width, picture.Height, 1))
        {
            throw new ArgumentException(
                $"The mask is {mask.Width} × {mask.Height} × {mask.Channels}, the picture {picture.Width} × {picture.Height}: it needs a grey mask of its size.", nameof(mask));
        }

        byte[] pixels = [.. Resampling.AlphaWeighting.Premultiply(picture).Pixels];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Blend(0, pixels[i], mask.Pixels[i / picture.Channels]);
        }

        return new Picture(picture.Width, picture.Height, picture.Channels, pixels);
    }

    private static void CompositePixel(Span<byte> under, ReadOnlySpan<byte> over)
    {
        const int ExtraBits = 7;
        uint alpha = over[3];
        if (alpha == 0)
        {
            return;
        }

        uint both = (alpha * 255) + (under[3] * (255 - alpha));
        uint share = alpha * 255 * 255 * (1 << ExtraBits) / both, rest = (255 * (1 << ExtraBits)) - share;
        for (int c = 0; c < 3; c++)
        {
            under[c] = (byte)(DivideBy255((over[c] * share) + (under[c] * rest) + (0x80 << ExtraBits)) >> ExtraBits);
        }

        under[3] = (byte)DivideBy255(both + 0x80);
    }

    private static uint DivideBy255(uint value) => ((value >> 8) + value) >> 8;

    // (under · (255 - mask) + over · mask) / 255, rounded: Pillow's DIV255.
    private static byte Blend(int under, int over, int mask)
    {
        int sum = under * (255 - mask) + over * mask + 128;
        return (byte)((sum + (sum >> 8)) >> 8);
    }
}
