using Palimpsest.Imaging.Jpeg;
using Palimpsest.Imaging.Png;
using Palimpsest.Imaging.Webp;

namespace Palimpsest.Imaging;

/// <summary>Reads picture files; the kind is told by the content, never by the name.</summary>
public static class PictureReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="PictureException">It is not there, cannot be opened, is no picture of a supported kind, damaged, or beyond the limits.</exception>
    public static DecodedPicture Read(string path, PictureLimits? limits = null) => Read(Bytes(path, limits), Path.GetFileName(path), limits);

    /// <summary>Reads what a file says beside its pixels: fast, as they are not decoded, and blind to damage within them.</summary>
    /// <inheritdoc cref="Read(string, PictureLimits?)" path="/exception"/>
    public static PictureDescription Describe(string path, PictureLimits? limits = null) => Describe(Bytes(path, limits), Path.GetFileName(path), limits);

    /// <summary>Reads the rest of a stream.</summary>
    /// <param name="name">What errors call the picture.</param>
    /// <exception cref="PictureException">It is no picture of a supported kind, damaged, or beyond the limits.</exception>
    public static DecodedPicture Read(Stream stream, string name, PictureLimits? limits = null) => Read(Bytes(stream, name, limits), name, limits);

    /// <summary>Reads a file that is in memory.</summary>
    /// <inheritdoc cref="Read(Stream, string, PictureLimits?)"/>
    public static DecodedPicture Read(ReadOnlyMemory<byte> file, string name, PictureLimits? limits = null) =>
        Named(name, () => FormatOf(file.Span) switch
        {
            PictureFormat.Png => PngDecoder.Decode(file, limits ?? PictureLimits.Default),
            PictureFormat.Webp => WebpDecoder.Decode(file, limits ?? PictureLimits.Default),
            _ => Decoded(JpegDecoder.Decode(file.Span, limits ?? PictureLimits.Default)),
        });

    /// <summary>Reads what a file that is in memory says beside its pixels.</summary>
    /// <inheritdoc cref="Describe(string, PictureLimits?)"/>
    /// <param name="name">What errors call the picture.</param>
    public static PictureDescription Describe(ReadOnlyMemory<byte> file, string name, PictureLimits? limits = null) =>
        Named(name, () => FormatOf(file.Span) switch
        {
            PictureFormat.Png => PngDecoder.Describe(file, limits ?? PictureLimits.Default),
            PictureFormat.Webp => WebpDecoder.Describe(file, limits ?? PictureLimits.Default),
            _ => JpegDecoder.Describe(file.Span, limits ?? PictureLimits.Default),
        });

    private static ReadOnlyMemory<byte> Bytes(string path, PictureLimits? limits)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Bytes(file, Path.GetFileName(path), limits);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PictureException($"{path}: There is no such file; check the name.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PictureException($"{path}: The file cannot be read ({error.Message}); check that it is a file and that you may read it.", error);
        }
    }

    private static ReadOnlyMemory<byte> Bytes(Stream stream, string name, PictureLimits? limits)
    {
        limits ??= PictureLimits.Default;
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        while (stream.Read(buffer) is > 0 and int count)
        {
            if (bytes.Length + count > limits.MaxFileBytes)
            {
                throw new PictureException($"{name}: The file has more than the {limits.MaxFileBytes} bytes allowed; use a smaller one.");
            }

            bytes.Write(buffer, 0, count);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    private static PictureFormat FormatOf(ReadOnlySpan<byte> file) =>
        PngDecoder.Recognizes(file) ? PictureFormat.Png
        : WebpDecoder.Recognizes(file) ? PictureFormat.Webp
        : file is [0xFF, 0xD8, ..] ? PictureFormat.Jpeg
        : throw Unsupported(file);

    private static T Named<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PictureException error)
        {
            throw new PictureException($"{name}: {error.Message}", error);
        }
    }

    private static DecodedPicture Decoded(JpegPicture jpeg) => new(JpegDecoder.Description(jpeg.Width, jpeg.Height, jpeg.Channels, jpeg.Exif, jpeg.Comment), jpeg.Pixels);

    private static PictureException Unsupported(ReadOnlySpan<byte> file)
    {
        const string advice = "PNG, JPEG and WebP files can be read; save the picture as one of these.";
        string? kind = KnownKind(file);
        return new PictureException(
            file.IsEmpty ? "The file is empty; get another copy of it."
            : kind is not null ? $"This is a {kind} file, which cannot be read yet. {advice}"
            : $"This is not a picture file of a known kind. {advice}");
    }

    private static string? KnownKind(ReadOnlySpan<byte> file) => file switch
    {
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "GIF",
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "BMP",
        [(byte)'I', (byte)'I', (byte)'*', 0, ..] or [(byte)'M', (byte)'M', 0, (byte)'*', ..] => "TIFF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', ..] => "AVIF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', ..] => "HEIC",
        [0xFF, 0x0A, ..] => "JPEG XL",
        _ => null,
    };
}
