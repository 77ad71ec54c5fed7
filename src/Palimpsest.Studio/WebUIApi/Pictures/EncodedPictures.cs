using Palimpsest.Imaging;
using Palimpsest.Studio.WebUIApi.Errors;

namespace Palimpsest.Studio.WebUIApi.Pictures;

/// <summary>Reads the pictures that requests hold as texts: base64, a data: URI, or a URL (webui.md 1.4).</summary>
internal sealed class EncodedPictures(StudioOptions options, PictureFetcher fetcher)
{
    private const string Invalid = "Invalid encoded image";

    private PictureLimits Limits => new() { MaxFileBytes = options.MaxBodyBytes, MaxPixels = options.MaxPixels };

    /// <exception cref="WebUIException">It is no picture, too large, or may not be fetched.</exception>
    public async Task<DecodedPicture> ReadAsync(string text, CancellationToken cancellation)
    {
        bool isUrl = text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal);
        byte[] file = isUrl ? await fetcher.FetchAsync(text, cancellation) : Decode(text);
        try
        {
            return PictureReader.Read(file, "The picture", Limits);
        }
        catch (PictureException exception)
        {
            throw WebUIException.Http(500, isUrl ? "Invalid image url" : Invalid, exception.Message, exception);
        }
    }

    private static byte[] Decode(string text)
    {
        if (text.StartsWith("data:image/", StringComparison.Ordinal))
        {
            text = text[(text.IndexOf(';', StringComparison.Ordinal) + 1)..];
            text = text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..];
        }

        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out int count)
            ? bytes[..count]
            : throw WebUIException.Http(500, Invalid, "The text is not base64: send the picture's file in base64, or as data:image/png;base64,…");
    }
}
