using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Networks;

/// <summary>Reads the textual inversions of some folders; files that did not change since the last time are not read again.</summary>
internal sealed class EmbeddingFolder(IReadOnlyList<string> folders, bool acceptNewer)
{
    private static readonly string[] WeightExtensions = [".pt", ".bin", ".safetensors"];
    private static readonly string[] PictureExtensions = [".png", ".webp", ".jxl", ".avif"];

    private readonly Dictionary<string, (DateTime Modified, long Length, EmbeddingEntry? Entry)> _known = [];

    /// <summary>Every file that holds an embedding or should; pictures without one, previews and empty files are left out.</summary>
    public IReadOnlyList<EmbeddingEntry> Read()
    {
        var entries = new List<EmbeddingEntry>();
        foreach (string path in NetworkLibrary.Files(folders, [.. WeightExtensions, .. PictureExtensions]))
        {
            var file = new FileInfo(path);
            if (!_known.TryGetValue(path, out (DateTime Modified, long Length, EmbeddingEntry? Entry) known)
                || known.Modified != file.LastWriteTimeUtc || known.Length != file.Length)
            {
                known = (file.LastWriteTimeUtc, file.Length, file.Length == 0 ? null : ReadFile(path));
                _known[path] = known;
            }

            if (known.Entry is not null)
            {
                entries.Add(known.Entry);
            }
        }

        return entries;
    }

    private EmbeddingEntry? ReadFile(string path)
    {
        bool isPicture = PictureExtensions.Contains(Path.GetExtension(path).ToLowerInvariant());
        bool isPreview = isPicture && Path.GetFileNameWithoutExtension(path).EndsWith(".preview", StringComparison.OrdinalIgnoreCase);
        try
        {
            TextualInversion? embedding = isPreview ? null : isPicture ? PictureEmbedding.Read(path) : EmbeddingFile.Read(path, acceptNewer);
            return embedding is null ? null : new EmbeddingEntry(path, embedding, null);
        }
        catch (Exception exception) when (exception is CheckpointException or PictureException)
        {
            return new EmbeddingEntry(path, null, exception.Message);
        }
    }
}
