using Palimpsest.Checkpoints;

namespace Palimpsest.Diffusion.Generation;

/// <summary>The checkpoints that lie in folders, found by the names and hashes that webui gives them.</summary>
/// <param name="folders">Where to look; subfolders count, and folders need not exist.</param>
/// <param name="hashes">Remembers hashes; null computes them every time.</param>
public sealed class CheckpointFiles(IReadOnlyList<string> folders, HashCache? hashes = null)
{
    private const int LegacyDigits = 8;

    private static readonly string[] Extensions = [".safetensors", ".ckpt", ".pt", ".pth"];

    /// <summary>Full paths, each once.</summary>
    public IReadOnlyList<string> Folders { get; } = [.. folders.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))).Distinct()];

    public IReadOnlyList<string> All => [.. Folders.Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.OrdinalIgnoreCase))
        .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Distinct()];

    /// <summary>The file of a name with or without extension and hash, else of the hash behind it, else the shortest name that contains it; null when there is none.</summary>
    public string? Find(string name)
    {
        (string bare, string? hash) = Parts(name);
        IReadOnlyList<string> files = All;
        return files.FirstOrDefault(file => IsNamed(file, bare))
            ?? (hash is null ? null : FindByHash(hash))
            ?? files.Where(file => bare.Length > 0 && Path.GetFileName(file).Contains(bare, StringComparison.OrdinalIgnoreCase)).MinBy(file => Path.GetFileName(file).Length);
    }

    /// <summary>The file with that hash: all of its SHA-256 or its first digits, or the eight of webui's old hash; null when there is none.</summary>
    /// <param name="likely">The name of a file to look at first, since hashing takes seconds a file.</param>
    public string? FindByHash(string hash, string? likely = null) =>
        All.OrderByDescending(file => likely is not null && IsNamed(file, likely)).FirstOrDefault(file => HasHash(file, hash));

    /// <summary>A name in two parts: "model [0123456789]".</summary>
    private static (string Name, string? Hash) Parts(string name)
    {
        int bracket = name.LastIndexOf('[');
        return bracket >= 0 && name.EndsWith(']') ? (name[..bracket].Trim(), name[(bracket + 1)..^1]) : (name.Trim(), null);
    }

    private static bool IsNamed(string file, string name) => Path.GetFileName(file) == name || Path.GetFileNameWithoutExtension(file) == name;

    private bool HasHash(string file, string hash) => hash.Length == LegacyDigits
        ? FileHash.Legacy(file).Equals(hash, StringComparison.OrdinalIgnoreCase)
        : hash.Length > LegacyDigits && (hashes?.Sha256(file) ?? FileHash.Sha256(file)).StartsWith(hash, StringComparison.OrdinalIgnoreCase);
}
