using System.Globalization;
using System.Text.Json;
using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>Reads textual inversions from weight files, and from the JSON that pictures carry.</summary>
public static class EmbeddingFile
{
    private const string TensorMark = "TORCHTENSOR";

    /// <summary>A .pt, .bin or .safetensors file; the embedding's name is the file's without extension.</summary>
    /// <param name="path">The file.</param>
    /// <param name="acceptNewer">Whether to read what newer versions of torch wrote, which webui 1.10.1 refuses.</param>
    /// <exception cref="CheckpointException">The file is damaged, hostile, refused, or no textual inversion.</exception>
    public static TextualInversion Read(string path, bool acceptNewer = false)
    {
        using Checkpoint file = AdapterFile.Open(path, acceptNewer);
        return EmbeddingVectors.Read(path, Path.GetFileNameWithoutExtension(path), file.Weights) with
        {
            Step = long.TryParse(file.Metadata.GetValueOrDefault("step"), CultureInfo.InvariantCulture, out long step) ? step : null,
            Checkpoint = file.Metadata.GetValueOrDefault("sd_checkpoint"),
            CheckpointName = file.Metadata.GetValueOrDefault("sd_checkpoint_name"),
        };
    }

    /// <summary>
    /// The data inside a picture: an object like a .pt file's, tensors as {"TORCHTENSOR": nested lists}. The embedding's name is the stored one,
    /// else the file's.
    /// </summary>
    /// <exception cref="CheckpointException">The data are no JSON, or no textual inversion.</exception>
    public static TextualInversion FromJson(string path, ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            var tensors = new Dictionary<string, Weight>();
            Collect(tensors, "", root);
            return EmbeddingVectors.Read(path, Text(root, "name") ?? Path.GetFileNameWithoutExtension(path), tensors) with
            {
                Step = root.TryGetProperty("step", out JsonElement step) && step.TryGetInt64(out long number) ? number : null,
                Checkpoint = Text(root, "sd_checkpoint"),
                CheckpointName = Text(root, "sd_checkpoint_name"),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException($"{Path.GetFileName(path)}: the embedding inside the picture cannot be read: {exception.Message}", exception);
        }
    }

    private static void Collect(Dictionary<string, Weight> tensors, string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (element.TryGetProperty(TensorMark, out JsonElement values))
        {
            var numbers = new List<float>();
            var shape = new List<int>();
            Flatten(values, 0, shape, numbers);
            tensors[name] = new ArrayWeight(name, [.. numbers], [.. shape]);
            return;
        }

        foreach (JsonProperty member in element.EnumerateObject())
        {
            Collect(tensors, name.Length == 0 ? member.Name : $"{name}.{member.Name}", member.Value);
        }
    }

    private static void Flatten(JsonElement values, int depth, List<int> shape, List<float> numbers)
    {
        if (values.ValueKind != JsonValueKind.Array)
        {
            numbers.Add(values.GetSingle());
            return;
        }

        int length = values.GetArrayLength();
        if (depth == shape.Count)
        {
            shape.Add(length);
        }
        else if (shape[depth] != length)
        {
            throw new FormatException("a tensor's rows have different lengths.");
        }

        foreach (JsonElement value in values.EnumerateArray())
        {
            Flatten(value, depth + 1, shape, numbers);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
