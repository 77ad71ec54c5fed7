using Palimpsest.Imaging.Filters;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Imaging.Masks;

/// <summary>webui's masked content "fill" (webui.md 2.5): the masked part becomes ever finer blurs of what surrounds it.</summary>
public static class MaskFill
{
    // Radius of each blur, and how often it is laid over: webui 1.10.1's.
    private static readonly (float Radius, int Times)[] Layers = [(256, 1), (64, 1), (16, 2), (4, 4), (2, 2), (0, 1)];

    /// <summary>The filled RGB picture.</summary>
    /// <param name="rgb">The picture.</param>
    /// <param name="mask">Of the same size; 255 where the picture does not count.</param>
    public static Picture Apply(Picture rgb, Picture mask)
    {
        Picture source = rgb.ToRgba().MaskedPremultiplied(mask.ToGrey().Inverted());
        var canvas = new Picture(rgb.Width, rgb.Height, 4, new byte[source.Pixels.Length]);
        foreach ((float radius, int times) in Layers)
        {
            Picture blurred = AlphaWeighting.Unpremultiply(BoxGaussianBlur.Apply(source, radius));
            for (int i = 0; i < times; i++)
            {
                PictureComposition.AlphaCompositeInPlace(canvas, blurred);
            }
        }

        return canvas.ToRgb();
    }
}
