using Palimpsest.Imaging;
using Palimpsest.Imaging.Jpeg;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Imaging.Png;
using Palimpsest.Studio.WebUIApi.Errors;

namespace Palimpsest.Studio.WebUIApi.Pictures;

/// <summary>Pictures as texts for answers: base64 of a file in the format that samples_format says.</summary>
internal static class PictureText
{
    /// <exception cref="WebUIException">Pictures cannot be written in that format.</exception>
    public static void CheckFormat(string format) => IsPng(format);

    /// <summary>A picture that was kept: its very file, unless the format is another one.</summary>
    public static async Task<string> OfFileAsync(string path, string format, int quality, CancellationToken cancellation)
    {
        byte[] file = await File.ReadAllBytesAsync(path, cancellation);
        bool isPng = Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase);
        if (isPng == IsPng(format))
        {
            return Convert.ToBase64String(file);
        }

        DecodedPicture decoded = PictureReader.Read(file, Path.GetFileName(path));
        string? infotext = GenerationText.Read(decoded).Text;
        return Of(decoded.ToWebuiPicture(), infotext is null ? [] : [new TextItem("parameters", infotext)], format, quality);
    }

    /// <param name="texts">What the file says beside the picture; a JPEG holds "parameters" alone.</param>
    /// <exception cref="WebUIException">The format cannot be written.</exception>
    public static string Of(Picture picture, IReadOnlyList<TextItem> texts, string format, int quality)
    {
        if (IsPng(format))
        {
            return Convert.ToBase64String(PngEncoder.Encode(picture, texts));
        }

        string parameters = texts.FirstOrDefault(text => text.Key == "parameters")?.Value ?? "";
        return Convert.ToBase64String(JpegEncoder.Encode(picture.Channels <= 2 ? picture.ToGrey() : picture.ToRgb(), quality, Exif.WithUserComment(parameters)));
    }

    private static bool IsPng(string format) => format.ToLowerInvariant() switch
    {
        "png" => true,
        "jpg" or "jpeg" => false,
        _ => throw WebUIException.Http(500, "Invalid image format", $"samples_format is '{format}', but pictures are written as png or jpg."),
    };
}
