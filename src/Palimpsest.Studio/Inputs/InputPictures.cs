using System.Security.Cryptography;
using Palimpsest.Imaging;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Gallery;

namespace Palimpsest.Studio.Inputs;

/// <summary>
/// Pictures that people gave to a page: files under the hash of their content, so that a reload, a second tab and a restart find them again. Those that
/// nobody used for <see cref="KeptFor"/> are deleted at the next start.
/// </summary>
public sealed class InputPictures(DataFolder folder, StudioOptions options)
{
    private const int HashLength = 64;

    public static TimeSpan KeptFor { get; } = TimeSpan.FromDays(60);

    private string Folder => Path.Combine(folder.Own, "inputs");

    private PictureLimits Limits => PictureLimits.Default with { MaxFileBytes = options.MaxBodyBytes, MaxPixels = options.MaxPixels };

    /// <summary>Keeps a picture file as it is.</summary>
    /// <param name="body">A PNG, JPEG or WebP file.</param>
    /// <exception cref="PictureException">It is no picture that can be read, or beyond the limits.</exception>
    public async Task<ChosenPicture> AddAsync(Stream body, CancellationToken cancellation = default)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        while (await body.ReadAsync(buffer, cancellation) is > 0 and int count)
        {
            if (bytes.Length + count > options.MaxBodyBytes)
            {
                throw new PictureException($"The file has more than the {options.MaxBodyBytes >> 20} MB allowed; use a smaller one.");
            }

            bytes.Write(buffer, 0, count);
        }

        return Add(bytes.ToArray());
    }

    /// <inheritdoc cref="AddAsync(Stream, CancellationToken)"/>
    /// <param name="file">A PNG, JPEG or WebP file.</param>
    public ChosenPicture Add(byte[] file)
    {
        DecodedPicture decoded = Decode(file);
        string id = Convert.ToHexStringLower(SHA256.HashData(file)), path = PathOf(id);
        if (File.Exists(path))
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        else
        {
            Write(path, file);
        }

        return Chosen(id, decoded);
    }

    /// <summary>Keeps a picture of the gallery as one to begin with.</summary>
    /// <exception cref="PictureException">Its file cannot be read any more.</exception>
    public async Task<ChosenPicture> AddAsync(GalleryPicture picture, CancellationToken cancellation = default)
    {
        byte[] file;
        try
        {
            file = await File.ReadAllBytesAsync(picture.Path, cancellation);
        }
        catch (IOException exception)
        {
            throw new PictureException($"The picture's file '{Path.GetFileName(picture.Path)}' cannot be read ({exception.Message}).", exception);
        }

        return Add(file) with { Name = Path.GetFileName(picture.Path), GalleryId = picture.Id };
    }

    /// <summary>The file of an id; null when there is none.</summary>
    public string? FindPath(string id) => IsId(id) && PathOf(id) is string path && File.Exists(path) ? path : null;

    /// <summary>A picture as webui holds it after reading.</summary>
    /// <exception cref="StudioRequestException">It is not there any more.</exception>
    public Picture Read(ChosenPicture picture) => ReadDecoded(picture).ToWebuiPicture();

    /// <inheritdoc cref="Read"/>
    public DecodedPicture ReadDecoded(ChosenPicture picture) => PictureReader.Read(Used(picture), Limits);

    /// <summary>What a picture says beside its pixels.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public PictureDescription Describe(ChosenPicture picture) => PictureReader.Describe(Used(picture), Limits);

    /// <summary>A kept picture by its id alone, and what it says beside its pixels.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public (ChosenPicture Chosen, PictureDescription Description) Find(string id)
    {
        PictureDescription description = Describe(new ChosenPicture(id, 0, 0));
        return (Chosen(id, description), description);
    }

    /// <summary>Deletes what nobody used for long.</summary>
    public void Tidy()
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(Folder))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > KeptFor)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>The path of a picture that is used just now.</summary>
    private string Used(ChosenPicture picture)
    {
        string path = FindPath(picture.Id) ?? throw new StudioRequestException($"The picture '{picture.Name}' is not here any more: choose it again.", "init_images");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        return path;
    }

    private static ChosenPicture Chosen(string id, PictureDescription picture) => new(id, picture.UprightSize.Width, picture.UprightSize.Height);

    private DecodedPicture Decode(byte[] file)
    {
        try
        {
            return PictureReader.Read(file, "picture", Limits);
        }
        catch (PictureException exception)
        {
            // The page says itself which file it is.
            throw new PictureException(exception.InnerException?.Message ?? exception.Message, exception);
        }
    }

    private static void Write(string path, byte[] file)
    {
        try
        {
            WholeFile.Write(path, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PictureException($"The picture cannot be kept in the data folder ({exception.Message}); check that the disk has room.", exception);
        }
    }

    private string PathOf(string id) => Path.Combine(Folder, id);

    private static bool IsId(string id) => id.Length == HashLength && id.All(char.IsAsciiHexDigitLower);
}
