using System.Globalization;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Studio.Extras;

/// <summary>A picture as the Extras make it.</summary>
/// <param name="Infotext">What was done: "Postprocess upscale by: 4, Postprocess upscaler: Lanczos".</param>
public sealed record ExtrasPicture(Picture Picture, string Infotext)
{
    /// <summary>Enlarges a picture as it is asked for.</summary>
    /// <param name="picture">RGB or RGBA.</param>
    /// <param name="mostPixels">Of the enlarged picture; what is cropped away counts too.</param>
    /// <exception cref="StudioRequestException">An upscaler is unknown, a number out of range, or the result too large; nothing is computed then.</exception>
    public static ExtrasPicture Make(ExtrasRequest request, Picture picture, long mostPixels)
    {
        Check(request);
        IUpscaler? second = Upscaler(request.SecondUpscaler, "upscaler_2");
        if (Upscaler(request.FirstUpscaler, "upscaler_1") is not IUpscaler first)
        {
            return new ExtrasPicture(picture, "");
        }

        var told = new InfotextParameters();
        double factor = FactorFor(request, picture, told);
        CheckSize(request, picture, factor, mostPixels);
        Picture result = Upscaling.Apply(first, picture, factor);
        told.Set("Postprocess upscaler", request.FirstUpscaler);
        if (request.SecondVisibility > 0 && second is not null)
        {
            result = Blend(result, Upscaling.Apply(second, picture, factor), request.SecondVisibility);
            told.Set("Postprocess upscaler 2", request.SecondUpscaler);
        }

        if (request is { ScalesTo: true, Crops: true })
        {
            result = Cropped(result, request.Width, request.Height);
        }

        return new ExtrasPicture(result, string.Join(", ", told.Keys.Where(key => told.Get(key) is not null).Select(key => $"{key}: {InfotextValue.Quote(told.Get(key)!)}")));
    }

    private static void Check(ExtrasRequest request)
    {
        Check("upscaling_resize", "Resize", request.Factor.Value, 0.01, 64);
        Check("extras_upscaler_2_visibility", "Upscaler 2 visibility", request.SecondVisibility, 0, 1);
        Check("upscaling_resize_w", "Width", request.Width, 1, 65535);
        Check("upscaling_resize_h", "Height", request.Height, 1, 65535);
    }

    private static void Check(string field, string label, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            throw new StudioRequestException(string.Create(CultureInfo.InvariantCulture, $"{label} is {value}, but must be between {least} and {most}."), field);
        }
    }

    private static void CheckSize(ExtrasRequest request, Picture picture, double factor, long mostPixels)
    {
        double width = factor * picture.Width, height = factor * picture.Height;
        if (width * height > mostPixels)
        {
            throw new StudioRequestException(
                string.Create(CultureInfo.InvariantCulture, $"The result would have {width:0} × {height:0} pixels, but this server makes {mostPixels} pixels at most."),
                request.ScalesTo ? "upscaling_resize_w" : "upscaling_resize");
        }
    }

    private static IUpscaler? Upscaler(string name, string field) => name switch
    {
        "None" or "" => null,
        "Lanczos" => FilterUpscaler.Lanczos,
        "Nearest" => FilterUpscaler.Nearest,
        _ => throw new StudioRequestException($"There is no upscaler '{name}'; there are None, Lanczos and Nearest.", field),
    };

    private static double FactorFor(ExtrasRequest request, Picture picture, InfotextParameters told)
    {
        if (request.ScalesTo)
        {
            told.Set("Postprocess upscale to", $"{request.Width}x{request.Height}");
            told.Set("Postprocess crop to", request.Crops ? $"{request.Width}x{request.Height}" : null);
            return Math.Max((double)request.Width / picture.Width, (double)request.Height / picture.Height);
        }

        int longest = Math.Max(picture.Width, picture.Height);
        PythonNumber factor = request.LongestSide > 0 && longest * request.Factor.Value > request.LongestSide ? Number((double)request.LongestSide / longest) : request.Factor;
        told.Set("Postprocess upscale by", factor);
        if (request.LongestSide > 0)
        {
            told.Set("Max side length", Number(request.LongestSide));
        }

        return factor.Value;
    }

    private static PythonNumber Number(double value) => value == Math.Floor(value) ? (PythonNumber)(long)value : value;

    /// <summary>Pillow's blend: first · (1 − part) + second · part, cut to whole numbers.</summary>
    private static Picture Blend(Picture first, Picture second, double part)
    {
        var pixels = new byte[first.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((float)first.Pixels[i] + ((float)part * (second.Pixels[i] - first.Pixels[i])));
        }

        return new Picture(first.Width, first.Height, first.Channels, pixels);
    }

    private static Picture Cropped(Picture picture, int width, int height)
    {
        var canvas = new Picture(width, height, picture.Channels, new byte[width * height * picture.Channels]);
        PictureComposition.PasteInPlace(canvas, picture, (width / 2) - (picture.Width / 2), (height / 2) - (picture.Height / 2));
        return canvas;
    }
}
