using System.Text.Json;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>What there is to say of a file of the LoRA family.</summary>
/// <param name="Family">The model family it is made for, told by its names and shapes; null when they do not tell.</param>
/// <param name="Kinds">How many layers of each kind: "Lora", "Loha" …</param>
/// <param name="Ranks">The inner dimensions of its layers, each once, in order.</param>
/// <param name="BaseModel">What it was trained on, as its metadata say; null when they do not.</param>
/// <param name="TriggerWords">The words that it was trained with, the most frequent first.</param>
public sealed record NetworkDescription(
    string? Family, int DenoiserLayers, int TextLayers, IReadOnlyList<(string Kind, int Count)> Kinds, IReadOnlyList<int> Ranks, string? BaseModel, IReadOnlyList<string> TriggerWords)
{
    private const int MostWords = 12;

    /// <summary>Textual inversions in it.</summary>
    public int Embeddings { get; init; }

    public static NetworkDescription Of(NetworkFile file)
    {
        List<LayerAdapter> layers = [.. file.Adapters()];
        int text = layers.Count(layer => layer.Parts.Layer.StartsWith("lora_te", StringComparison.Ordinal) || layer.Parts.Layer.StartsWith("text_encoder", StringComparison.Ordinal));
        return new NetworkDescription(
            file.Family,
            layers.Count - text,
            text,
            [.. layers.GroupBy(layer => layer.GetType().Name.Replace("Layer", "", StringComparison.Ordinal)).Select(kind => (kind.Key, kind.Count())).OrderByDescending(kind => kind.Item2)],
            [.. layers.Select(layer => layer.Rank).OfType<int>().Distinct().Order()],
            Said(file.Metadata, "ss_sd_model_name") ?? Said(file.Metadata, "ss_base_model_version") ?? Said(file.Metadata, "modelspec.architecture"),
            Words(file.Metadata))
        {
            Embeddings = file.Embeddings.Count,
        };
    }

    /// <summary>Training tools write "None" for what they were not told.</summary>
    private static string? Said(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out string? value) && value is not ("" or "None") ? value : null;

    private static IReadOnlyList<string> Words(IReadOnlyDictionary<string, string> metadata)
    {
        if (Said(metadata, "modelspec.trigger_phrase") is string phrase)
        {
            return [phrase];
        }

        try
        {
            using JsonDocument sets = JsonDocument.Parse(Said(metadata, "ss_tag_frequency") ?? "{}");
            return [.. sets.RootElement.EnumerateObject().SelectMany(set => set.Value.EnumerateObject())
                .GroupBy(tag => tag.Name.Trim(), tag => tag.Value.GetDouble())
                .OrderByDescending(tag => tag.Sum()).ThenBy(tag => tag.Key, StringComparer.Ordinal).Take(MostWords).Select(tag => tag.Key)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Another program's metadata under the same name.
            return [];
        }
    }
}
