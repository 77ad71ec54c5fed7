using Palimpsest.Imaging.Filters;

namespace Palimpsest.Imaging.Masks;

/// <summary>Masks as webui 1.10.1 makes them of pictures (webui.md 2.2, steps 3 to 5): grey, 255 where the picture is painted anew.</summary>
public static class MaskPicture
{
    /// <summary>
    /// The alpha of an RGBA picture that is not opaque everywhere, thresholded to 255 above 128 and 0 elsewhere if <paramref name="round"/>; of any
    /// other picture the luminance as it is.
    /// </summary>
    public static Picture Of(Picture picture, bool round)
    {
        if (picture.Channels != 4 || IsOpaque(picture))
        {
            return picture.ToGrey();
        }

        var mask = new byte[picture.Pixels.Length / 4];
        for (int i = 0; i < mask.Length; i++)
        {
            byte alpha = picture.Pixels[(4 * i) + 3];
            mask[i] = !round ? alpha : alpha > 128 ? byte.MaxValue : (byte)0;
        }

        return new Picture(picture.Width, picture.Height, 1, mask);
    }

    /// <summary>255 less each sample.</summary>
    public static Picture Inverted(this Picture picture) =>
        new(picture.Width, picture.Height, picture.Channels, Array.ConvertAll(picture.Pixels, sample => (byte)(255 - sample)));

    /// <summary>The mask with soft edges: along the rows, then along the columns; an axis without blur stays as it is.</summary>
    public static Picture Blurred(this Picture mask, int sigmaX, int sigmaY)
    {
        mask = sigmaX > 0 ? GaussianBlur.AlongRows(mask, GaussianKernel.OfMaskBlur(sigmaX)) : mask;
        return sigmaY > 0 ? GaussianBlur.AlongColumns(mask, GaussianKernel.OfMaskBlur(sigmaY)) : mask;
    }

    /// <summary>Twice each sample, at most 255: whatever is at least half masked is wholly new in the finished picture.</summary>
    public static Picture Doubled(this Picture mask) =>
        new(mask.Width, mask.Height, mask.Channels, Array.ConvertAll(mask.Pixels, sample => (byte)Math.Min(255, 2 * sample)));

    private static bool IsOpaque(Picture rgba)
    {
        for (int i = 3; i < rgba.Pixels.Length; i += 4)
        {
            if (rgba.Pixels[i] != byte.MaxValue)
            {
                return false;
            }
        }

        return true;
    }
}
