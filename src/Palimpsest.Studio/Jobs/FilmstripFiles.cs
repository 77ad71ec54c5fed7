using System.Globalization;
using System.IO.Compression;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Jobs;

/// <summary>The filmstrips of the latest jobs on disk: a zip file each, whose entries are called by batch and step.</summary>
internal sealed class FilmstripFiles(DataFolder folder)
{
    /// <summary>Bounds of the disk's room: 200 MB at most; strips of the usual small previews take less than one.</summary>
    public const int MostFiles = 50;

    private const long MostBytes = 4L << 20;

    /// <summary>The frames of a job; none when they are not kept, or damaged.</summary>
    public IReadOnlyList<Frame> Read(Guid jobId)
    {
        string path = PathOf(jobId);
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            return [.. zip.Entries.Select(FrameOf)];
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or FormatException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Keeps the frames of a job in place of what was kept of it, every second one where all are too large, and lets the oldest job's go.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Write(Guid jobId, IReadOnlyList<Frame> frames)
    {
        while (frames.Count > 1 && frames.Sum(frame => (long)frame.Preview.File.Length) > MostBytes)
        {
            frames = [.. frames.Where((_, number) => number % 2 == 0)];
        }

        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (Frame frame in frames)
            {
                // PNG files are packed already.
                using Stream entry = zip.CreateEntry(string.Create(CultureInfo.InvariantCulture, $"{frame.Batch}-{frame.Step}.png"), CompressionLevel.NoCompression).Open();
                entry.Write(frame.Preview.File);
            }
        }

        WholeFile.Write(PathOf(jobId), content.GetBuffer().AsSpan(0, (int)content.Length));
        foreach (FileInfo old in new DirectoryInfo(folder.Filmstrips).EnumerateFiles("*.zip").OrderByDescending(file => file.LastWriteTimeUtc).Skip(MostFiles).ToList())
        {
            old.Delete();
        }
    }

    /// <summary>Moves what is kept of a job into the bin, or back; nothing where nothing is kept.</summary>
    public void Move(Guid jobId, bool toBin)
    {
        (string from, string to) = toBin ? (PathOf(jobId), BinnedPathOf(jobId)) : (BinnedPathOf(jobId), PathOf(jobId));
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Move(from, to, overwrite: true);
        }
    }

    public void EmptyBin()
    {
        foreach (string strip in Directory.Exists(folder.Bin) ? Directory.EnumerateFiles(folder.Bin, "*.zip").ToList() : [])
        {
            File.Delete(strip);
        }
    }

    private static Frame FrameOf(ZipArchiveEntry entry)
    {
        int[] place = [.. Path.GetFileNameWithoutExtension(entry.Name).Split('-').Select(number => int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture))];
        if (place.Length != 2 || entry.Length > MostBytes)
        {
            throw new InvalidDataException($"'{entry.Name}' is no frame.");
        }

        using var file = new MemoryStream();
        using (Stream stream = entry.Open())
        {
            stream.CopyTo(file);
        }

        byte[] bytes = file.ToArray();
        return new Frame(place[0], place[1], new LivePreview(() => bytes));
    }

    private string BinnedPathOf(Guid jobId) => Path.Combine(folder.Bin, $"{jobId:n}.zip");

    private string PathOf(Guid jobId) => Path.Combine(folder.Filmstrips, $"{jobId:n}.zip");
}
