using System.Text.Json.Nodes;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.WebUIApi.Lists;

/// <summary>Models as webui lists them.</summary>
internal static class ModelLists
{
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
        IReadOnlyDictionary<string, string> metadata = NetworkMetadata.Texts(file);
        return new JsonObject
        {
            ["name"] = file.Name,
            ["alias"] = metadata.GetValueOrDefault("ss_output_name") is { Length: > 0 } alias ? alias : file.Name,
            ["path"] = file.Path,
            ["metadata"] = NetworkMetadata.Of(file),
        };
    }

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
}
