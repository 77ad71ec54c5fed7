using Palimpsest.Imaging;
using Palimpsest.Imaging.Filters;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>What webui's page makes of a picture that was painted on (webui.md 14.3).</summary>
/// <param name="Picture">RGB.</param>
/// <param name="Mask">One channel, white where the picture is to be made anew.</param>
public sealed record PaintedPicture(Picture Picture, Picture Mask)
{
    /// <summary>The picture with the strokes on it, RGB.</summary>
    /// <param name="layer">The strokes on a transparent ground, or an opaque copy of the picture with them; null: none. Fitted when its size differs.</param>
    public static Picture Sketch(Picture picture, Picture? layer)
    {
        if (layer is null)
        {
            return picture.ToRgb();
        }

        // A conversion that changes nothing hands back the picture itself, which is not ours to paint on.
        Picture rgba = picture.ToRgba(), canvas = new(rgba.Width, rgba.Height, 4, [.. rgba.Pixels]);
        PictureComposition.AlphaCompositeInPlace(canvas, Fitted(layer, canvas));
        return canvas.ToRgb();
    }

    /// <summary>
    /// The tab "Inpaint sketch": the mask is where the strokes changed anything; the painted picture, blurred, shows through the equally blurred mask.
    /// </summary>
    /// <param name="layer">As above.</param>
    /// <param name="blur">Mask blur in pixels.</param>
    /// <param name="transparency">Percent.</param>
    public static PaintedPicture InpaintSketch(Picture picture, Picture layer, int blur, int transparency)
    {
        Picture original = picture.ToRgb(), painted = Sketch(picture, layer);
        var mask = new byte[original.Width * original.Height];
        byte full = (byte)(255 * (1 - (transparency / 100.0)));
        for (int i = 0; i < mask.Length; i++)
        {
            bool isPainted = !original.Pixels.AsSpan(i * 3, 3).SequenceEqual(painted.Pixels.AsSpan(i * 3, 3));
            mask[i] = isPainted ? full : (byte)0;
        }

        var sharp = new Picture(original.Width, original.Height, 1, mask);
        Picture blurred = BoxGaussianBlur.Apply(painted, blur), soft = BoxGaussianBlur.Apply(sharp, blur);
        return new PaintedPicture(Composite(blurred, original, soft), sharp);
    }

    private static Picture Composite(Picture over, Picture under, Picture mask)
    {
        var pixels = new byte[under.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            // Pillow's paste: (under · (255 − mask) + over · mask) / 255, rounded.
            int sum = (under.Pixels[i] * (255 - mask.Pixels[i / 3])) + (over.Pixels[i] * mask.Pixels[i / 3]) + 128;
            pixels[i] = (byte)((sum + (sum >> 8)) >> 8);
        }

        return new Picture(under.Width, under.Height, 3, pixels);
    }

    private static Picture Fitted(Picture layer, Picture canvas)
    {
        Picture rgba = layer.ToRgba();
        return (rgba.Width, rgba.Height) == (canvas.Width, canvas.Height) ? rgba : PillowResize.Resize(rgba, canvas.Width, canvas.Height, ResampleFilter.Bilinear);
    }
}
