using System.Security.Cryptography;
using Palimpsest.Imaging;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Jobs.Requests;

/// <summary>The pictures that requests came with, by the hash of their pixels: one that comes twice lies there once.</summary>
public sealed class GivenPictures(DataFolder folder)
{
    /// <summary>Digits of the folders that the files are spread over.</summary>
    private const int FolderDigits = 2;

    /// <summary>Keeps a picture and returns its hash.</summary>
    /// <exception cref="StudioStorageException">The file cannot be written.</exception>
    public string Keep(Picture picture)
    {
        string hash = Hash(picture), path = PathOf(hash);
        if (File.Exists(path))
        {
            return hash;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            PictureWriter.SavePng(path, picture, (string?)null);
            return hash;
        }
        catch (Exception exception) when (exception is PictureException or IOException or UnauthorizedAccessException)
        {
            throw new StudioStorageException($"The job's pictures cannot be kept in '{folder.GivenPictures}' ({exception.Message.TrimEnd('.')}); see that the disk is not full, and try again.", exception);
        }
    }

    /// <summary>Keeps a picture, for a request that is to be put together without holding it.</summary>
    /// <exception cref="StudioStorageException">The file cannot be written.</exception>
    public PictureReference Refer(Picture picture) => new(Keep(picture), Read, (picture.Width, picture.Height));

    /// <exception cref="PictureException">The file is gone or damaged.</exception>
    public Picture Read(string hash)
    {
        DecodedPicture decoded = PictureReader.Read(PathOf(hash));
        return new Picture(decoded.Width, decoded.Height, decoded.Channels, decoded.Samples);
    }

    private string PathOf(string hash) => Path.Combine(folder.GivenPictures, hash[..FolderDigits], hash + ".png");

    /// <summary>The hash of size and pixels.</summary>
    public static string Hash(Picture picture)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.ASCII.GetBytes($"{picture.Width}x{picture.Height}x{picture.Channels}:"));
        hash.AppendData(picture.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
