namespace Palimpsest.Imaging.Resampling;

/// <summary>webui's frame around an upscaler (webui.md 12.2).</summary>
public static class Upscaling
{
    private const int MostRuns = 3, Multiple = 8;

    /// <summary>
    /// The picture enlarged by <paramref name="factor"/>, each side rounded down to a multiple of 8: up to three runs while a side is too small
    /// (one at least when the factor is 1), then Lanczos.
    /// </summary>
    /// <exception cref="PictureException">A side would round down to nothing, or the result is beyond the usual limit of pixels.</exception>
    public static Picture Apply(IUpscaler upscaler, Picture picture, double factor)
    {
        double wantedWidth = Target(picture.Width, factor), wantedHeight = Target(picture.Height, factor);
        if (wantedWidth * wantedHeight > PictureLimits.Default.MaxPixels)
        {
            throw new PictureException(
                $"Upscaling {picture.Width} × {picture.Height} pixels by {factor:g4} gives more than {PictureLimits.Default.MaxPixels} pixels; crop the picture first or use no upscaler.");
        }

        int width = (int)wantedWidth, height = (int)wantedHeight;
        if (width == 0 || height == 0)
        {
            throw new PictureException(
                $"Upscaling {picture.Width} × {picture.Height} pixels by {factor:g4} gives {width} × {height}, as sides are rounded down to multiples of {Multiple}; use a larger picture or no upscaler.");
        }

        for (int run = 0; run < MostRuns; run++)
        {
            bool large = picture.Width >= width && picture.Height >= height;
            if (large && (run > 0 || factor != 1))
            {
                break;
            }

            (int Width, int Height) before = (picture.Width, picture.Height);
            picture = upscaler.Run(picture, factor);
            if ((picture.Width, picture.Height) == before)
            {
                break;
            }
        }

        return PillowResize.Resize(picture, width, height, ResampleFilter.Lanczos);
    }

    private static double Target(int side, double factor) => Math.Floor(side * factor / Multiple) * Multiple;
}
