using Palimpsest.Imaging;

namespace Palimpsest.Studio.WebUIApi.Extras;

/// <summary>Mixing two pictures of one size as Pillow's blend does.</summary>
internal static class PictureBlend
{
    /// <param name="share">How much of the second one, 0 to 1.</param>
    public static Picture Of(Picture first, Picture second, double share)
    {
        var pixels = new byte[first.Pixels.Length];
        float part = (float)share;
        for (int i = 0; i < pixels.Length; i++)
        {
            // In float32 and cut off, as Pillow computes it.
            pixels[i] = (byte)(first.Pixels[i] + (part * (second.Pixels[i] - first.Pixels[i])));
        }

        return new Picture(first.Width, first.Height, first.Channels, pixels);
    }
}
