using System.Collections.Concurrent;
using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Imaging;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Models;

/// <summary>The model files of a data folder as they are by now, in webui's order and by its names (webui.md 7.1 and 7.2).</summary>
internal sealed class ModelFolders(DataFolder folder, HashCache hashes)
{
    private static readonly string[] CheckpointExtensions = [".safetensors", ".ckpt"];
    private static readonly string[] LoraExtensions = [".safetensors", ".ckpt", ".pt"];
    private static readonly string[] PictureExtensions = [".png", ".webp"];
    private static readonly string[] EmbeddingExtensions = [".safetensors", ".pt", ".bin", .. PictureExtensions];
    private static readonly string[] UpscalerExtensions = [".pth", ".pt", ".safetensors"];

    /// <summary>Whether a picture holds an embedding, as long as it is not written anew.</summary>
    private readonly ConcurrentDictionary<(string Path, DateTimeOffset ModifiedAt), bool> _pictures = [];

    /// <summary>The checkpoints, or the one that ships beside the program when there is none.</summary>
    public IReadOnlyList<ShelfCheckpoint> Checkpoints()
    {
        List<ShelfCheckpoint> own =
        [
            .. Files([folder.Checkpoints], CheckpointExtensions)
                .Where(path => !Path.GetFileNameWithoutExtension(path).EndsWith(".vae", StringComparison.OrdinalIgnoreCase))
                .Select(path => Checkpoint(Path.GetRelativePath(folder.Checkpoints, path).Replace('\\', '/'), path)),
        ];
        if (own.Count > 0)
        {
            return own;
        }

        string embedded = EmbeddedModel.Locate();
        return [Checkpoint(Path.GetFileName(embedded), embedded) with { IsEmbedded = true }];
    }

    public IReadOnlyList<ShelfFile> Vaes() => [.. VaeFiles.Find(folder.Networks.Checkpoints, folder.Networks.Vae).Select(pair => File(pair.Key, pair.Value))];

    public IReadOnlyList<ShelfFile> Loras() => Named(folder.Networks.Lora, LoraExtensions);

    public IReadOnlyList<ShelfFile> Hypernetworks() => Named(folder.Networks.Hypernetworks, [".pt"]);

    /// <summary>Pictures count only with an embedding inside: most of them show what the file beside them does.</summary>
    public IReadOnlyList<ShelfFile> Embeddings() =>
        [.. Named(folder.Networks.Embeddings, EmbeddingExtensions).Where(file => !PictureExtensions.Contains(Path.GetExtension(file.Path).ToLowerInvariant()) || HoldsEmbedding(file))];

    public IReadOnlyList<ShelfFile> Upscalers() => Named(folder.UpscalerFolders, UpscalerExtensions);

    private bool HoldsEmbedding(ShelfFile picture) => !picture.Name.EndsWith(".preview", StringComparison.OrdinalIgnoreCase) && _pictures.GetOrAdd((picture.Path, picture.ModifiedAt), key =>
    {
        try
        {
            return PictureEmbedding.Read(key.Path) is not null;
        }
        catch (PictureException)
        {
            return false;
        }
        catch (CheckpointException)
        {
            // It should be one: whoever names it is told what is wrong with it.
            return true;
        }
    });

    private static IReadOnlyList<ShelfFile> Named(IEnumerable<string> folders, string[] extensions) =>
        [.. Files(folders, extensions).Select(path => File(Path.GetFileNameWithoutExtension(path), path))];

    private static IEnumerable<string> Files(IEnumerable<string> folders, string[] extensions) => folders
        .Where(Directory.Exists)
        .SelectMany(path => Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(NaturalOrder.Instance))
        .Where(path => extensions.Contains(Path.GetExtension(path).ToLowerInvariant()));

    private static ShelfFile File(string name, string path)
    {
        var file = new FileInfo(path);
        return new ShelfFile(name, path) { Bytes = file.Exists ? file.Length : 0, ModifiedAt = file.LastWriteTimeUtc };
    }

    private ShelfCheckpoint Checkpoint(string name, string path)
    {
        var file = new FileInfo(path);
        return new ShelfCheckpoint(name, path) { Bytes = file.Exists ? file.Length : 0, ModifiedAt = file.LastWriteTimeUtc, Sha256 = hashes.FindSha256(path) };
    }
}
