namespace Palimpsest.Imaging.Resampling;

/// <summary>Brings a picture to a size as webui 1.10.1's img2img does (webui.md 2.3).</summary>
public static class WebuiResize
{
    /// <summary>
    /// <paramref name="width"/> × <paramref name="height"/> pixels. Stretching keeps the channels; the other modes give RGB, also of masks, and
    /// drop alpha without compositing. Of <see cref="ResizeMode.LatentUpscale"/> only masks come here.
    /// </summary>
    /// <param name="upscaler">
    /// Enlarges before Lanczos makes the size exact; null for Lanczos alone. Not used for grey pictures and where nothing grows.
    /// webui takes the upscaler None, not null, for names it does not know.
    /// </param>
    /// <exception cref="PictureException">The upscaler's result, or the cropped or fitted picture, would have no pixels.</exception>
    public static Picture Resize(Picture picture, int width, int height, ResizeMode mode, IUpscaler? upscaler = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return mode switch
        {
            ResizeMode.JustResize => Stretch(picture, width, height, upscaler),
            ResizeMode.CropAndResize => CropAndResize(picture, width, height, upscaler),
            ResizeMode.ResizeAndFill or ResizeMode.LatentUpscale => ResizeAndFill(picture, width, height, upscaler),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "There are the modes 0 to 3."),
        };
    }

    private static Picture Stretch(Picture picture, int width, int height, IUpscaler? upscaler)
    {
        double factor = Math.Max((double)width / picture.Width, (double)height / picture.Height);
        if (upscaler is not null && picture.Channels != 1 && factor > 1)
        {
            picture = Upscaling.Apply(upscaler, picture, factor);
        }

        return PillowResize.Resize(picture, width, height, ResampleFilter.Lanczos);
    }

    private static Picture CropAndResize(Picture picture, int width, int height, IUpscaler? upscaler)
    {
        double ratio = (double)width / height, sourceRatio = (double)picture.Width / picture.Height;
        int coverWidth = ratio > sourceRatio ? width : Scaled(picture.Width, height, picture.Height);
        int coverHeight = ratio <= sourceRatio ? height : Scaled(picture.Height, width, picture.Width);
        Picture cover = StretchToPart(picture, coverWidth, coverHeight, upscaler);
        Picture canvas = BlackCanvas(width, height);
        PasteCentred(canvas, cover);
        return canvas;
    }

    private static Picture ResizeAndFill(Picture picture, int width, int height, IUpscaler? upscaler)
    {
        double ratio = (double)width / height, sourceRatio = (double)picture.Width / picture.Height;
        int fitWidth = ratio < sourceRatio ? width : Scaled(picture.Width, height, picture.Height);
        int fitHeight = ratio >= sourceRatio ? height : Scaled(picture.Height, width, picture.Width);
        Picture fit = StretchToPart(picture, fitWidth, fitHeight, upscaler);
        Picture canvas = BlackCanvas(width, height);
        PasteCentred(canvas, fit);

        // webui resizes boxes without height or width at the edges of the picture, bicubic: that continues the edge's slope by half a pixel.
        if (ratio < sourceRatio && height / 2 - fitHeight / 2 is > 0 and int rows)
        {
            Paste(canvas, PillowResize.Resize(fit, width, rows, ResampleFilter.Bicubic, new SourceBox(0, 0, width, 0)), 0, 0);
            Paste(canvas, PillowResize.Resize(fit, width, rows, ResampleFilter.Bicubic, new SourceBox(0, fitHeight, width, fitHeight)), 0, rows + fitHeight);
        }
        else if (ratio > sourceRatio && width / 2 - fitWidth / 2 is > 0 and int columns)
        {
            Paste(canvas, PillowResize.Resize(fit, columns, height, ResampleFilter.Bicubic, new SourceBox(0, 0, 0, height)), 0, 0);
            Paste(canvas, PillowResize.Resize(fit, columns, height, ResampleFilter.Bicubic, new SourceBox(fitWidth, 0, fitWidth, height)), columns + fitWidth, 0);
        }

        return canvas;
    }

    /// <summary>side · to / from, rounded down: the other side of a picture that keeps its shape.</summary>
    private static int Scaled(int side, int to, int from) => (int)Math.Min((long)side * to / from, int.MaxValue);

    private static Picture StretchToPart(Picture picture, int width, int height, IUpscaler? upscaler)
    {
        if (width == 0 || height == 0 || (long)width * height > PictureLimits.Default.MaxPixels)
        {
            throw new PictureException(
                $"A picture of {picture.Width} × {picture.Height} pixels is too narrow to keep its shape: it would become {width} × {height}. Stretch it (resize mode 0) or crop it first.");
        }

        return Stretch(picture, width, height, upscaler);
    }

    private static Picture BlackCanvas(int width, int height) => new(width, height, 3, new byte[checked(width * height * 3)]);

    private static void PasteCentred(Picture canvas, Picture picture) =>
        Paste(canvas, picture, canvas.Width / 2 - picture.Width / 2, canvas.Height / 2 - picture.Height / 2);

    private static void Paste(Picture canvas, Picture picture, int x, int y) => PictureComposition.PasteInPlace(canvas, picture.ToRgb(), x, y);
}
