using System.IO.Compression;
using System.Text.Json;

namespace Palimpsest.TestKit;

/// <summary>The keys and shapes of a checkpoint family, from reference/models/manifests.</summary>
public static class Manifest
{
    /// <summary>Every key with its shape, in file order; skips the calling test when the manifest is not there.</summary>
    public static IReadOnlyList<(string Key, int[] Shape)> Read(string name)
    {
        using FileStream file = File.OpenRead(Reference.Path($"models/manifests/{name}.json.gz"));
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using JsonDocument manifest = JsonDocument.Parse(unzipped);
        return [.. manifest.RootElement.GetProperty("keys").EnumerateArray().Select(
            pair => (pair[0].GetString()!, pair[1].EnumerateArray().Select(size => size.GetInt32()).ToArray()))];
    }
}
