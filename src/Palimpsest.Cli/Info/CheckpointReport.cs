using System.Globalization;
using System.Text.Json.Nodes;
using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Diffusion.Jobs;

namespace Palimpsest.Cli.Info;

/// <summary>Tells of a weight file. Nothing in it is executed or computed with.</summary>
internal static class CheckpointReport
{
    /// <summary>A training tool's metadata can run to megabytes; people read the beginning, programs get all of it.</summary>
    private const int LongestMetadata = 200;

    private const int RowsBeforeAdapter = 3;

    /// <exception cref="CheckpointException">The file is no weight file, or damaged.</exception>
    public static InfoReport Of(string path, bool withHash, CancellationToken cancellation)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        CheckpointDescription description = CheckpointDescription.Of(checkpoint, withHash ? FileHash.Sha256(path, progress: null, cancellation) : null);
        List<(string Label, string Value)> rows = Rows(description);
        JsonObject document = Document(description);
        if (description.Kind == CheckpointKind.Lora)
        {
            using NetworkFile network = NetworkFile.Open(path, acceptNewer: true);
            var adapter = NetworkDescription.Of(network);
            rows.InsertRange(RowsBeforeAdapter, Rows(adapter));
            document["adapter"] = Document(adapter);
        }

        return new InfoReport($"{Path.GetFileName(path)} is {description.Kind.Phrase()}.", rows, document);
    }

    private static IEnumerable<(string Label, string Value)> Rows(NetworkDescription adapter)
    {
        yield return ("Made for", adapter.Family ?? "not told by its layers");
        yield return ("Layers", string.Create(CultureInfo.InvariantCulture, $"{adapter.DenoiserLayers} of the UNet, {adapter.TextLayers} of the text encoder ({string.Join(", ", adapter.Kinds.Select(kind => $"{kind.Kind} {kind.Count}"))})"));
        if (adapter.Ranks.Count > 0)
        {
            yield return ("Rank", string.Join(", ", adapter.Ranks));
        }

        if (adapter.BaseModel is string model)
        {
            yield return ("Trained on", model);
        }

        if (adapter.TriggerWords.Count > 0)
        {
            yield return ("Words", string.Join(", ", adapter.TriggerWords));
        }

        if (adapter.Embeddings > 0)
        {
            yield return ("Embeddings", adapter.Embeddings.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static JsonObject Document(NetworkDescription adapter) => new()
    {
        ["family"] = adapter.Family,
        ["unet_layers"] = adapter.DenoiserLayers,
        ["text_encoder_layers"] = adapter.TextLayers,
        ["kinds"] = new JsonObject(adapter.Kinds.Select(kind => KeyValuePair.Create(kind.Kind, (JsonNode?)kind.Count))),
        ["ranks"] = new JsonArray([.. adapter.Ranks.Select(rank => (JsonNode)rank)]),
        ["base_model"] = adapter.BaseModel,
        ["trigger_words"] = new JsonArray([.. adapter.TriggerWords.Select(word => (JsonNode)word)]),
        ["embeddings"] = adapter.Embeddings,
    };

    private static List<(string Label, string Value)> Rows(CheckpointDescription description)
    {
        List<(string Label, string Value)> rows =
        [
            ("Format", $"{description.Format}, {MemorySize.Format(description.LengthBytes)}"),
            ("Tensors", string.Create(CultureInfo.InvariantCulture, $"{description.TensorCount:N0} with {description.ParameterCount:N0} numbers")),
            ("Stored as", string.Join(", ", description.Types.Select(share => $"{share.Type} ({MemorySize.Format(share.LengthBytes)})"))),
        ];
        if (description.Architecture is ArchitectureFacts facts)
        {
            rows.Add(("UNet", $"{facts.ModelChannels} channels at the first level, {facts.InputChannels} in, text {facts.ContextWidth?.ToString(CultureInfo.InvariantCulture) ?? "none"}"));
            rows.Add(("VAE", facts.HasVae ? "included" : "not included; give one with --vae"));
            rows.Add(("Text encoder", facts.HasTextEncoder ? "included" : "not included"));
            if (facts.HasAveragedWeights)
            {
                rows.Add(("Unused", "a second, averaged UNet"));
            }
        }

        if (description.Sha256 is string hash)
        {
            rows.Add(("SHA-256", $"{hash} (webui: {hash[..FileHash.CheckpointDigits]})"));
        }

        rows.AddRange(description.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
            (pair.Key, pair.Value.Length <= LongestMetadata ? pair.Value : pair.Value[..LongestMetadata] + " ...")));
        return rows;
    }

    private static JsonObject Document(CheckpointDescription description) => new()
    {
        ["path"] = description.Path,
        ["bytes"] = description.LengthBytes,
        ["format"] = description.Format.ToString(),
        ["kind"] = description.Kind.ToString(),
        ["tensors"] = description.TensorCount,
        ["parameters"] = description.ParameterCount,
        ["types"] = new JsonArray([.. description.Types.Select(share => (JsonNode)new JsonObject
        {
            ["type"] = share.Type.ToString(),
            ["tensors"] = share.TensorCount,
            ["bytes"] = share.LengthBytes,
        })]),
        ["architecture"] = description.Architecture is not ArchitectureFacts facts ? null : new JsonObject
        {
            ["input_channels"] = facts.InputChannels,
            ["model_channels"] = facts.ModelChannels,
            ["context_width"] = facts.ContextWidth,
            ["has_vae"] = facts.HasVae,
            ["has_text_encoder"] = facts.HasTextEncoder,
            ["has_averaged_weights"] = facts.HasAveragedWeights,
        },
        ["sha256"] = description.Sha256,
        ["metadata"] = new JsonObject(description.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    };
}
