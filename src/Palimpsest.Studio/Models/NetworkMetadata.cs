using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Models;

/// <summary>What is written in a network's file, apart from its weights.</summary>
internal static class NetworkMetadata
{
    /// <summary>The key of a LoRA's metadata that holds pictures, which are no text to show.</summary>
    public const string Covers = "ssmd_cover_images";

    /// <summary>As webui writes JSON for people.</summary>
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 4, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ConcurrentDictionary<(string Path, DateTimeOffset Modified), IReadOnlyDictionary<string, string>> Known = [];

    /// <summary>The texts as they stand in the file; none where it cannot be read.</summary>
    public static IReadOnlyDictionary<string, string> Texts(ShelfFile file) => Known.GetOrAdd((file.Path, file.ModifiedAt), key => ReadOrNone(key.Path));

    /// <summary>The same with texts that hold JSON as such, as webui gives them.</summary>
    public static JsonObject Of(ShelfFile file) => new(Texts(file).Select(entry => KeyValuePair.Create(entry.Key, Parsed(entry.Value))));

    /// <summary>As webui's metadata button shows it: indented JSON without pictures; null where there is nothing.</summary>
    public static string? Shown(ShelfFile file)
    {
        JsonObject metadata = Of(file);
        if (metadata.Count == 0)
        {
            return null;
        }

        metadata.Remove(Covers);
        return metadata.ToJsonString(Indented);
    }

    /// <summary>The texts as they stand in the file now.</summary>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        using NetworkFile network = NetworkFile.Open(path, acceptNewer: true);
        return new Dictionary<string, string>(network.Metadata);
    }

    private static IReadOnlyDictionary<string, string> ReadOrNone(string path)
    {
        try
        {
            return Read(path);
        }
        catch (CheckpointException)
        {
            // A file that cannot be read has no metadata; a prompt that names it is told what is wrong with it.
            return new Dictionary<string, string>();
        }
    }

    private static JsonNode? Parsed(string value)
    {
        try
        {
            return value.StartsWith('{') || value.StartsWith('[') ? WholeJson.Parse(value) : value;
        }
        catch (JsonException)
        {
            return value;
        }
    }
}
