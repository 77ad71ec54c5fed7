using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Jobs.Running;

/// <summary>
/// What a script has finished of a picture that it combines, such as an enlargement's tiles: a file each, there whole or not at all, so that a job that the
/// process's end interrupted goes on from its last part. No longer than the job, and of the running job alone.
/// </summary>
internal sealed class JobParts(DataFolder folder, Guid jobId)
{
    private readonly string _path = Path.Combine(folder.Parts, jobId.ToString("n"));

    /// <summary>A part, or null when it is not there or damaged. Its variation seed is not kept: combinations do not tell it.</summary>
    public GeneratedPicture? Find(int item, int index)
    {
        string path = PathOf(item, index);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            DecodedPicture part = PictureReader.Read(path);
            string infotext = GenerationText.Read(part).Text ?? "";
            return new GeneratedPicture(index, PictureTexts.Of(infotext).Seed, 0, new Picture(part.Width, part.Height, part.Channels, part.Samples), infotext);
        }
        catch (PictureException)
        {
            return null;
        }
    }

    /// <exception cref="PictureException">The file cannot be written.</exception>
    public void Keep(int item, int index, GeneratedPicture part)
    {
        // Ended early, it is not what a whole run would make.
        if (!part.IsIncomplete)
        {
            Directory.CreateDirectory(_path);
            PictureWriter.SavePng(PathOf(item, index), part.Picture, part.Infotext);
        }
    }

    /// <summary>The job has ended.</summary>
    public void Delete()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    /// <summary>Of jobs that ended just before the process did.</summary>
    public static void DeleteAllBut(DataFolder folder, IReadOnlyList<Guid> running)
    {
        IEnumerable<string> all = Directory.Exists(folder.Parts) ? Directory.EnumerateDirectories(folder.Parts) : [];
        foreach (string path in all.Where(path => !running.Any(id => Path.GetFileName(path) == id.ToString("n"))).ToList())
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private string PathOf(int item, int index) => Path.Combine(_path, FormattableString.Invariant($"{item}-{index}.png"));
}
