using System.Text.Json;

namespace Palimpsest.Checkpoints;

/// <summary>
/// Remembers hashes of files, which take seconds to compute, in a JSON file. An entry counts only while the file's full path, length and
/// modification time are the same. Several processes may use one cache: it is written beside and renamed, merged with what others wrote;
/// at worst an entry is lost and computed again. A damaged cache is ignored and written anew.
/// </summary>
public sealed class HashCache(string cacheFile)
{
    private readonly Lock _gate = new();

    /// <summary>The user's cache: palimpsest/hashes.json below XDG_CACHE_HOME, or the system's folder for local application data.</summary>
    public static HashCache ForUser()
    {
        string? folder = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(folder))
        {
            folder = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        return new HashCache(Path.Combine(folder, "palimpsest", "hashes.json"));
    }

    /// <summary>The whole file's hash, 64 digits; see <see cref="FileHash.Sha256"/>.</summary>
    public string Sha256(string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Get("sha256", path, () => FileHash.Sha256(path, progress, cancellation));

    /// <summary>A LoRA's hash; see <see cref="FileHash.Network"/>.</summary>
    public string Network(string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Get("network", path, () => FileHash.Network(path, progress, cancellation));

    /// <summary>The whole file's hash if it is known already, else null. Reads no weights.</summary>
    public string? FindSha256(string path) => Find(Load(), "sha256", FileOf(path));

    private string Get(string kind, string path, Func<string> compute)
    {
        FileInfo file = FileOf(path);
        if (Find(Load(), kind, file) is string known)
        {
            return known;
        }

        string hash = compute();
        Store(Key(kind, file), new HashCacheEntry(file.Length, file.LastWriteTimeUtc.Ticks, hash));
        return hash;
    }

    /// <summary>The file itself: links to one file share its hash.</summary>
    private static FileInfo FileOf(string path)
    {
        var file = new FileInfo(path);
        return file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
    }

    private static string? Find(Dictionary<string, HashCacheEntry> entries, string kind, FileInfo file) =>
        file.Exists && entries.TryGetValue(Key(kind, file), out HashCacheEntry? entry) && entry is not null
            && entry.LengthBytes == file.Length && entry.ModifiedTicks == file.LastWriteTimeUtc.Ticks ? entry.Hash : null;

    private static string Key(string kind, FileInfo file) => $"{kind}/{file.FullName}";

    private Dictionary<string, HashCacheEntry> Load()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, HashCacheEntry>>(File.ReadAllBytes(cacheFile)) ?? [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // Missing, damaged or unreadable: hashes can always be computed again.
            return [];
        }
    }

    private void Store(string key, HashCacheEntry entry)
    {
        lock (_gate)
        {
            Dictionary<string, HashCacheEntry> entries = Load();
            entries[key] = entry;
            string temporary = $"{cacheFile}.{Guid.NewGuid():n}.tmp";
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(cacheFile)!);
                File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(entries));
                File.Move(temporary, cacheFile, overwrite: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A cache that cannot be written only costs time.
                if (File.Exists(temporary))
                {
                    File.Delete(temporary);
                }
            }
        }
    }
}
