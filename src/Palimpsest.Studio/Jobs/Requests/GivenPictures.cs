using System.Security.Cryptography;
using Palimpsest.Imaging;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Jobs.Requests;

/// <summary>
/// The pictures that requests came with, by the hash of their pixels: one that comes twice lies there once. What was kept for a request that is refused goes again.
/// </summary>
public sealed class GivenPictures(DataFolder folder)
{
    /// <summary>Digits of the folders that the files are spread over.</summary>
    private const int FolderDigits = 2;

    private readonly Lock _gate = new();

    /// <summary>Kept since somebody sends, and not yet a stored request's.</summary>
    private readonly HashSet<string> _loose = [];

    private int _senders;

    /// <summary>A request is put together and sent. When nobody does so any more, pictures are deleted that were kept meanwhile and that no stored request has.</summary>
    /// <returns>To be disposed of when the request is stored or refused.</returns>
    public IDisposable Send()
    {
        lock (_gate)
        {
            _senders++;
        }

        return new Sending(this);
    }

    /// <summary>A request is being stored: its pictures stay.</summary>
    /// <param name="pictures">Their hashes; others may be among them.</param>
    internal void Store(IReadOnlySet<string> pictures)
    {
        lock (_gate)
        {
            _loose.ExceptWith(pictures);
        }
    }

    /// <summary>Keeps a picture and returns its hash.</summary>
    /// <exception cref="StudioStorageException">The file cannot be written.</exception>
    public string Keep(Picture picture)
    {
        string hash = Hash(picture), path = PathOf(hash);
        lock (_gate)
        {
            if (File.Exists(path))
            {
                return hash;
            }

            // Before it is written: what two send at once is loose until the first of them is stored.
            _loose.Add(hash);
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

    /// <summary>Deletes the pictures that no request needs. Only while nobody sends one: before anything listens.</summary>
    /// <param name="needed">Hashes; others may be among them.</param>
    public void DeleteAllBut(IReadOnlySet<string> needed)
    {
        if (!Directory.Exists(folder.GivenPictures))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(folder.GivenPictures, "*.png", SearchOption.AllDirectories).ToList())
        {
            if (!needed.Contains(Path.GetFileNameWithoutExtension(path)))
            {
                Delete(path);
            }
        }
    }

    private void EndSending()
    {
        lock (_gate)
        {
            if (--_senders == 0)
            {
                foreach (string hash in _loose)
                {
                    Delete(PathOf(hash));
                }

                _loose.Clear();
            }
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It takes room until another start can delete it.
        }
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

    private sealed class Sending(GivenPictures given) : IDisposable
    {
        private GivenPictures? _given = given;

        public void Dispose() => Interlocked.Exchange(ref _given, null)?.EndSending();
    }
}
