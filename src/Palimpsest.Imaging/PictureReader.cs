using Palimpsest.Imaging.Jpeg;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Imaging.Png;
using Palimpsest.Imaging.Webp;

namespace Palimpsest.Imaging;

/// <summary>Reads picture files; the kind is told by the content, never by the name.</summary>
public static class PictureReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="PictureException">It is not there, cannot be opened, is no picture of a supported kind, damaged, or beyond the limits.</exception>
    public static DecodedPicture Read(string path, PictureLimits? limits = null)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Read(file, Path.GetFileName(path), limits);
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

    /// <summary>Reads the rest of a stream.</summary>
    /// <param name="name">What errors call the picture.</param>
    /// <exception cref="PictureException">It is no picture of a supported kind, damaged, or beyond the limits.</exception>
    public static DecodedPicture Read(Stream stream, string name, PictureLimits? limits = null)
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

        return Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), name, limits);
    }

    /// <summary>Reads a file that is in memory.</summary>
    /// <inheritdoc cref="Read(Stream, string, PictureLimits?)"/>
    public static DecodedPicture Read(ReadOnlyMemory<byte> file, string name, PictureLimits? limits = null)
    {
        limits ??= PictureLimits.Default;
        try
        {
            if (PngDecoder.Recognizes(file.Span))
            {
                return PngDecoder.Decode(file, limits);
            }

            if (WebpDecoder.Recognizes(file.Span))
            {
                return WebpDecoder.Decode(file, limits);
            }

            return file.Span is [0xFF, 0xD8, ..] ? FromJpeg(JpegDecoder.Decode(file.Span, limits)) : throw Unsupported(file.Span);
        }
        catch (PictureException error)
        {
            throw new PictureException($"{name}: {error.Message}", error);
        }
    }

    private static DecodedPicture FromJpeg(JpegPicture jpeg) => new()
    {
        Format = PictureFormat.Jpeg,
        Width = jpeg.Width,
        Height = jpeg.Height,
        Kind = jpeg.Channels switch { 1 => SampleKind.Grey, 3 => SampleKind.Rgb, _ => SampleKind.Cmyk },
        Depth = 8,
        Samples = jpeg.Pixels,
        Exif = jpeg.Exif,
        Comment = jpeg.Comment,
        Orientation = jpeg.Exif is { } exif ? Exif.FindOrientation(exif) ?? 1 : 1,
    };

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
