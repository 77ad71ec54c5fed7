using System.Text.Json;

namespace Palimpsest.Checkpoints;

/// <summary>The VAE files that a checkpoint can be used with: those in VAE folders, and those beside checkpoints that are called so.</summary>
public static class VaeFiles
{
    private static readonly string[] Extensions = [".ckpt", ".pt", ".safetensors"];

    /// <summary>Paths by file name, in the order found; of two with one name the one in the later folder counts.</summary>
    /// <param name="checkpointFolders">Where only names like "x.vae.pt" are VAEs.</param>
    /// <param name="vaeFolders">Where every weight file is one.</param>
    public static IReadOnlyDictionary<string, string> Find(IEnumerable<string> checkpointFolders, IEnumerable<string> vaeFolders)
    {
        var files = new OrderedDictionary<string, string>();
        IEnumerable<string> beside = checkpointFolders.SelectMany(Files).Where(path => Path.GetFileNameWithoutExtension(path).EndsWith(".vae", StringComparison.OrdinalIgnoreCase));
        foreach (string path in beside.Concat(vaeFolders.SelectMany(Files)))
        {
            files[Path.GetFileName(path)] = path;
        }

        return files;
    }

    /// <summary>What the JSON file beside a checkpoint, which webui's user metadata editor writes, says under "vae"; null when it says nothing.</summary>
    public static string? UserPreference(string checkpoint)
    {
        string path = Path.ChangeExtension(checkpoint, ".json");
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("vae", out JsonElement vae)
                && vae.ValueKind == JsonValueKind.String && vae.GetString() is { Length: > 0 } name ? name : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // There is no such file, or it is another program's.
            return null;
        }
    }

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.OrdinalIgnoreCase)
            .Where(path => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
        : [];
}
