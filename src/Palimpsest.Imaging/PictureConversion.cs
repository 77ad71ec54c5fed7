namespace Palimpsest.Imaging;

/// <summary>Changes of channel count, with Pillow's arithmetic. A picture that already has the wanted channels is returned itself.</summary>
public static class PictureConversion
{
    /// <summary>Luminance (ITU-R 601-2 in 16-bit fixed point, rounded); alpha is dropped.</summary>
    public static Picture ToGrey(this Picture picture) => Convert(picture, 1);

    /// <summary>Luminance and alpha; 255 where there was no alpha.</summary>
    public static Picture ToGreyAlpha(this Picture picture) => Convert(picture, 2);

    /// <summary>Grey is repeated, alpha dropped (not composited: see <see cref="PictureComposition.Flatten"/>).</summary>
    public static Picture ToRgb(this Picture picture) => Convert(picture, 3);

    /// <summary>Grey is repeated; alpha is 255 where there was none.</summary>
    public static Picture ToRgba(this Picture picture) => Convert(picture, 4);

    private static Picture Convert(Picture picture, int channels)
    {
        int from = picture.Channels;
        if (from == channels)
        {
            return picture;
        }

        byte[] source = picture.Pixels;
        byte[] target = new byte[checked((int)((long)picture.Width * picture.Height * channels))];
        bool colourIn = from >= 3, colourOut = channels >= 3, alphaIn = from % 2 == 0, alphaOut = channels % 2 == 0;
        for (int s = 0, t = 0; s < source.Length; s += from, t += channels)
        {
            if (colourOut)
            {
                target[t] = source[s];
                target[t + 1] = source[colourIn ? s + 1 : s];
                target[t + 2] = source[colourIn ? s + 2 : s];
            }
            else
            {
                target[t] = colourIn ? Luminance(source[s], source[s + 1], source[s + 2]) : source[s];
            }

            if (alphaOut)
            {
                target[t + channels - 1] = alphaIn ? source[s + from - 1] : byte.MaxValue;
            }
        }

        return new Picture(picture.Width, picture.Height, channels, target);
    }

    // 0.299, 0.587, 0.114 times 65536, as Pillow rounds them.
    private static byte Luminance(int red, int green, int blue) => (byte)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
}
