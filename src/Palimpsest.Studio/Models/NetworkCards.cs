using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio.Models;

/// <summary>
/// Networks with what lies beside their files, as webui's cards show them: a picture "name.png" or "name.preview.png", and "name.json" with description,
/// activation text, preferred weight and negative text (webui.md 14.11).
/// </summary>
public sealed class NetworkCards(IModelShelf shelf, ISettingsStore settings, DataFolder folder)
{
    private const string DefaultMultiplier = "extra_networks_default_multiplier";

    private const long MostDescriptionBytes = 1 << 20;

    /// <summary>By the extensions that a preview may have, in webui's order, what they are served as.</summary>
    private static readonly OrderedDictionary<string, string> PictureTypes = new()
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".webp"] = "image/webp",
        [".gif"] = "image/gif",
    };

    /// <summary>The cards of a kind, in the shelf's order.</summary>
    public IReadOnlyList<NetworkCard> Of(NetworkKind kind) => kind switch
    {
        NetworkKind.Checkpoint => [.. shelf.Checkpoints.Select(checkpoint => Card(kind, checkpoint.FileName, checkpoint.Path, checkpoint.ModifiedAt) with
        {
            SearchText = $"{checkpoint.FileName} {checkpoint.Sha256}",
        })],
        _ => [.. Files(kind).Select(file => Card(kind, file.Name, file.Path, file.ModifiedAt))],
    };

    /// <summary>How a picture file is served; null when it is none that a card may show: a picture within a folder of models.</summary>
    public string? MediaTypeOf(string path)
    {
        string full = Path.GetFullPath(path);
        return Folders.Any(known => full.StartsWith(Path.GetFullPath(known) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            ? PictureTypes.GetValueOrDefault(Path.GetExtension(full).ToLowerInvariant())
            : null;
    }

    private IEnumerable<string> Folders => [folder.Checkpoints, .. shelf.Networks.Lora, .. shelf.Networks.Hypernetworks, .. shelf.Networks.Embeddings];

    private IReadOnlyList<ShelfFile> Files(NetworkKind kind) => kind switch
    {
        NetworkKind.TextualInversion => shelf.Embeddings,
        NetworkKind.Hypernetwork => shelf.Hypernetworks,
        _ => shelf.Loras,
    };

    private NetworkCard Card(NetworkKind kind, string name, string path, DateTimeOffset modified)
    {
        JsonObject said = Said(path);
        string activation = Text(said, "activation text"), negative = Text(said, "negative text");
        return new NetworkCard(name, path)
        {
            Text = kind switch
            {
                NetworkKind.Checkpoint => "",
                NetworkKind.TextualInversion => name,
                NetworkKind.Hypernetwork => $"<hypernet:{name}:{Weight(said)}>",
                _ => $"<lora:{name}:{Weight(said)}>" + (activation.Length > 0 ? " " + activation : ""),
            },
            NegativeText = kind == NetworkKind.Lora && negative.Length > 0 ? $"({negative}:1)" : "",
            Description = Text(said, "description"),
            Preview = PreviewOf(path),
            SearchText = folder.Relative(path),
            CreatedAt = File.GetCreationTimeUtc(path),
            ModifiedAt = modified,
        };
    }

    /// <summary>The preferred weight of the file, else the setting, as JavaScript writes numbers: 1, 0.8.</summary>
    private string Weight(JsonObject said)
    {
        double preferred = Number(said["preferred weight"], 0);
        return (preferred > 0 ? preferred : Number(settings.Find(DefaultMultiplier), 1)).ToString(CultureInfo.InvariantCulture);
    }

    private static string? PreviewOf(string path)
    {
        string stem = Path.ChangeExtension(path, null);
        return PictureTypes.Keys.SelectMany(extension => new[] { stem + extension, $"{stem}.preview{extension}" }).FirstOrDefault(File.Exists);
    }

    /// <summary>What a person or webui wrote about the file; nothing when that cannot be read, since the network itself can be used all the same.</summary>
    private static JsonObject Said(string path)
    {
        var file = new FileInfo(Path.ChangeExtension(path, ".json"));
        try
        {
            return file.Exists && file.Length <= MostDescriptionBytes && JsonNode.Parse(File.ReadAllText(file.FullName)) is JsonObject said ? said : [];
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Text(JsonObject said, string name) => said[name] is JsonValue value && value.TryGetValue(out string? text) ? text.Trim() : "";

    private static double Number(JsonNode? node, double otherwise) => node is JsonValue value && value.TryGetValue(out double number) ? number : otherwise;
}
