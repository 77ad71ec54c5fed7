using Palimpsest.Checkpoints;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Models;

/// <summary>Brings model files into the data folder: each is opened first, and goes where its kind belongs. Nothing that is there is replaced.</summary>
public sealed class ModelAddition(DataFolder folder, IModelShelf shelf, StudioOptions options)
{
    private static readonly string[] Extensions = [".safetensors", ".ckpt", ".pt", ".pth", ".bin"];

    /// <summary>Paths are those of the server's machine; only who sits at it may name them.</summary>
    public bool TakesPaths => options.IsLoopback;

    /// <summary>Takes a file from a stream.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="StudioRequestException">The name or the content is no model's, there is such a file already, or the disk is full.</exception>
    public async Task<string> AddAsync(string name, Stream content, CancellationToken cancellation = default)
    {
        string safe = CheckedName(name), beside = Path.Combine(folder.Own, $"{Guid.NewGuid():N}{Path.GetExtension(safe)}");
        Directory.CreateDirectory(folder.Own);
        try
        {
            await using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                await content.CopyToAsync(file, cancellation);
            }

            return Place(safe, beside, target => File.Move(beside, target));
        }
        catch (IOException exception)
        {
            throw new StudioRequestException($"'{safe}' cannot be kept ({exception.Message}); check that the disk has room.", inner: exception);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Makes a file of this machine known without copying it, where the system has links; else copies it.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="StudioRequestException">There is no such file, it is no model, or there is one of its name already.</exception>
    public string AddPath(string path)
    {
        if (!TakesPaths)
        {
            throw new StudioRequestException("Paths can be given only where the studio listens on this machine alone: send the file instead.");
        }

        string full = Path.GetFullPath(path.Trim().Trim('"'));
        if (!File.Exists(full))
        {
            throw new StudioRequestException($"There is no file '{full}'; check the path.");
        }

        return Place(CheckedName(Path.GetFileName(full)), full, target => LinkOrCopy(full, target));
    }

    private string Place(string name, string source, Action<string> put)
    {
        string target = Path.Combine(FolderFor(name, source), name);
        if (Path.Exists(target))
        {
            throw new StudioRequestException($"There is a file '{name}' already in '{Path.GetDirectoryName(target)}': rename yours.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        put(target);
        shelf.Refresh();
        return target;
    }

    private string FolderFor(string name, string path)
    {
        try
        {
            using Checkpoint checkpoint = Checkpoint.Open(path);
            return checkpoint.Kind switch
            {
                CheckpointKind.Vae => folder.Vae,
                CheckpointKind.Lora => Path.Combine(folder.Root, "models", "Lora"),
                CheckpointKind.TextualInversion => folder.Embeddings,
                CheckpointKind.Hypernetwork => Path.Combine(folder.Root, "models", "hypernetworks"),
                CheckpointKind.Unknown or CheckpointKind.Empty => throw new StudioRequestException($"'{name}' holds no model of a known kind."),
                _ => folder.Checkpoints,
            };
        }
        catch (CheckpointException exception)
        {
            throw new StudioRequestException($"'{name}' is no model that can be read: {exception.Message}", inner: exception);
        }
    }

    private static string CheckedName(string name)
    {
        string bare = Path.GetFileName(name.Replace('\\', '/'));
        bool isModel = Extensions.Contains(Path.GetExtension(bare), StringComparer.OrdinalIgnoreCase) && !bare.StartsWith('.');
        return isModel && bare.IndexOfAny(Path.GetInvalidFileNameChars()) < 0
            ? bare
            : throw new StudioRequestException($"'{bare}' is not called like a model: the name must end in {string.Join(", ", Extensions)}.");
    }

    private static void LinkOrCopy(string source, string target)
    {
        try
        {
            File.CreateSymbolicLink(target, source);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string beside = $"{target}.{Guid.NewGuid():N}.tmp";
            File.Copy(source, beside);
            File.Move(beside, target);
        }
    }
}
