using Palimpsest.Imaging.Jpeg;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Imaging.Png;

namespace Palimpsest.Imaging;

/// <summary>Writes picture files whole or not at all: beside the wanted name first, then renamed over it.</summary>
public static class PictureWriter
{
    /// <summary>webui's option jpeg_quality.</summary>
    public const int DefaultJpegQuality = 80;

    /// <summary>Whether <see cref="Save(string, Picture, string?, int)"/> makes a file of this name a PNG file.</summary>
    public static bool IsPng(string path) => Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase);

    /// <summary>Saves a PNG file where the name ends so, else a JPEG file, with the generation text.</summary>
    /// <param name="parameters">Null stores none.</param>
    /// <param name="quality">Of a JPEG file, 1 to 100.</param>
    /// <inheritdoc cref="SavePng(string, Picture, IReadOnlyList{TextItem})"/>
    public static void Save(string path, Picture picture, string? parameters = null, int quality = DefaultJpegQuality)
    {
        if (IsPng(path))
        {
            SavePng(path, picture, parameters);
        }
        else
        {
            SaveJpeg(path, picture, quality, parameters);
        }
    }

    /// <summary>Saves a PNG file with the generation text under "parameters"; null stores none (webui would store the word None).</summary>
    /// <inheritdoc cref="SavePng(string, Picture, IReadOnlyList{TextItem})"/>
    public static void SavePng(string path, Picture picture, string? parameters) =>
        SavePng(path, picture, parameters is null ? [] : [new TextItem("parameters", parameters)]);

    /// <summary>Saves a PNG file with its texts in the order given.</summary>
    /// <exception cref="PictureException">The file cannot be written; nothing is left behind then, and a file of that name stays as it was.</exception>
    public static void SavePng(string path, Picture picture, IReadOnlyList<TextItem> texts) => Save(path, () => PngEncoder.Encode(picture, texts));

    /// <summary>
    /// Saves a JPEG file with the generation text as EXIF user comment, which then stands in place of the JFIF header, as in webui's files.
    /// Transparency is dropped.
    /// </summary>
    /// <param name="quality">1 to 100.</param>
    /// <param name="parameters">Null stores none.</param>
    /// <inheritdoc cref="SavePng(string, Picture, IReadOnlyList{TextItem})"/>
    public static void SaveJpeg(string path, Picture picture, int quality = DefaultJpegQuality, string? parameters = null)
    {
        byte[]? exif = parameters is null ? null : Exif.WithUserComment(parameters);
        Picture opaque = picture.Channels <= 2 ? picture.ToGrey() : picture.ToRgb();
        Save(path, () => JpegEncoder.Encode(opaque, quality, exif));
    }

    private static void Save(string path, Func<byte[]> encode)
    {
        try
        {
            WriteThenRename(path, encode());
        }
        catch (PictureException error)
        {
            throw new PictureException($"{path}: {error.Message}", error);
        }
    }

    private static void WriteThenRename(string path, byte[] bytes)
    {
        // The random part keeps two writers of one name, or the rest of a killed one, apart.
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            DeleteIfThere(beside);
            throw new PictureException($"The picture cannot be saved ({error.Message}); check that the folder exists, that you may write there, and that the disk has {bytes.Length} bytes free.", error);
        }
    }

    private static void DeleteIfThere(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The error that led here says more; it is what the caller hears of.
        }
    }
}
