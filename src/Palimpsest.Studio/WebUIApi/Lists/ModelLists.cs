using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.WebUIApi.Lists;

/// <summary>Models as webui lists them.</summary>
internal static class ModelLists
{
    private static readonly ConcurrentDictionary<(string Path, DateTimeOffset Modified), IReadOnlyDictionary<string, string>> Metadata = [];

    public static JsonObject Checkpoint(ShelfCheckpoint checkpoint) => new()
    {
        ["title"] = checkpoint.Title,
        ["model_name"] = checkpoint.ModelName,
        ["hash"] = checkpoint.ShortHash,
        ["sha256"] = checkpoint.Sha256,
        ["filename"] = checkpoint.Path,
        ["config"] = Path.ChangeExtension(checkpoint.Path, ".yaml") is string config && File.Exists(config) ? config : null,
    };

    public static JsonObject Lora(ShelfFile file)
    {
        IReadOnlyDictionary<string, string> metadata = Written(file);
        return new JsonObject
        {
            ["name"] = file.Name,
            ["alias"] = metadata.GetValueOrDefault("ss_output_name") is { Length: > 0 } alias ? alias : file.Name,
            ["path"] = file.Path,
            ["metadata"] = MetadataOf(file),
        };
    }

    /// <summary>What is written in a LoRA's file, apart from its weights.</summary>
    public static JsonObject MetadataOf(ShelfFile file) => new(Written(file).Select(entry => KeyValuePair.Create(entry.Key, Parsed(entry.Value))));

    public static JsonObject Embeddings(IModelShelf shelf)
    {
        var loaded = new JsonObject();
        foreach (EmbeddingEntry entry in new NetworkLibrary(shelf.Networks).Embeddings())
        {
            if (entry.Embedding is TextualInversion embedding)
            {
                loaded[entry.Name] = new JsonObject
                {
                    ["step"] = embedding.Step,
                    ["sd_checkpoint"] = embedding.Checkpoint,
                    ["sd_checkpoint_name"] = embedding.CheckpointName,
                    ["shape"] = embedding.Width,
                    ["vectors"] = embedding.VectorCount,
                };
            }
        }

        return new JsonObject { ["loaded"] = loaded, ["skipped"] = new JsonObject() };
    }

    private static IReadOnlyDictionary<string, string> Written(ShelfFile file) => Metadata.GetOrAdd((file.Path, file.ModifiedAt), key => Read(key.Path));

    private static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            using NetworkFile network = NetworkFile.Open(path, acceptNewer: true);
            return new Dictionary<string, string>(network.Metadata);
        }
        catch (CheckpointException)
        {
            // A file that cannot be read has no metadata; a prompt that names it is told what is wrong with it.
            return new Dictionary<string, string>();
        }
    }

    /// <summary>Values that are JSON objects or lists in a text are such in the answer, as in webui's.</summary>
    private static JsonNode? Parsed(string value)
    {
        try
        {
            return value.StartsWith('{') || value.StartsWith('[') ? JsonNode.Parse(value) : value;
        }
        catch (System.Text.Json.JsonException)
        {
            return value;
        }
    }
}
