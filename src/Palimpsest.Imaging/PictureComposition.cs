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

    // (under · (255 - mask) + over · mask) / 255, rounded: Pillow's DIV255.
    private static byte Blend(int under, int over, int mask)
    {
        int sum = under * (255 - mask) + over * mask + 128;
        return (byte)((sum + (sum >> 8)) >> 8);
    }
}
