using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Imaging.Masks;

/// <summary>
/// What is laid over a finished picture so that unmasked pixels are the original's, byte for byte (webui.md 2.6); an "only masked" picture is
/// first put back into its place.
/// </summary>
public sealed class MaskOverlay
{
    private readonly CropRegion? _place;

    /// <param name="original">RGBA, transparent where the picture is new.</param>
    /// <param name="place">Where in the original the picture belongs; null: it is as large as the original.</param>
    public MaskOverlay(Picture original, CropRegion? place = null)
    {
        if (original.Channels != 4)
        {
            throw new ArgumentException($"The overlay has {original.Channels} channels, not the 4 of RGBA.", nameof(original));
        }

        (Original, _place) = (original, place);
    }

    /// <summary>RGBA, transparent where the picture is new.</summary>
    public Picture Original { get; }

    /// <summary>The overlay of an RGB picture under a mask of its size.</summary>
    public static MaskOverlay Of(Picture rgb, Picture mask, CropRegion? place = null) =>
        new(AlphaWeighting.Unpremultiply(rgb.ToRgba().MaskedPremultiplied(mask.ToGrey().Inverted())), place);

    /// <summary>
    /// The picture in its place: RGBA, transparent around it, as large as the original; the picture itself when it needs none. It is cropped and
    /// resized to the place, with <paramref name="upscaler"/> where that enlarges it.
    /// </summary>
    public Picture Uncrop(Picture picture, IUpscaler? upscaler)
    {
        if (_place is not CropRegion place)
        {
            return picture;
        }

        var canvas = new Picture(Original.Width, Original.Height, 4, new byte[Original.Pixels.Length]);
        Picture part = WebuiResize.Resize(picture, place.Width, place.Height, ResizeMode.CropAndResize, upscaler);
        PictureComposition.PasteInPlace(canvas, part.ToRgba(), place.Left, place.Top);
        return canvas;
    }

    /// <summary>
    /// The original over a picture that is in its place: RGB. Where sizes differ (resize mode 3), the upper left corners meet and the rest is cut
    /// off or stays, as in webui.
    /// </summary>
    public Picture Over(Picture placed)
    {
        var result = new Picture(placed.Width, placed.Height, 4, [.. placed.ToRgba().Pixels]);
        PictureComposition.AlphaCompositeInPlace(result, Original);
        return result.ToRgb();
    }
}
