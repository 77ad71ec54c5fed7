using System.Globalization;
using System.Text.Json.Nodes;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio.Models;

/// <summary>
/// Networks with what lies beside their files, as webui's cards show them: a picture "name.png" or "name.preview.png", and "name.json" with description,
/// activation text, preferred weight and negative text (webui.md 14.11).
/// </summary>
public sealed class NetworkCards(IModelShelf shelf, ISettingsStore settings, DataFolder folder)
{
    private const string DefaultMultiplier = "extra_networks_default_multiplier";

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

    /// <summary>What is written in a network's file, as text of JSON; null where there is nothing.</summary>
    public static string? MetadataOf(NetworkCard card) => NetworkMetadata.Shown(new ShelfFile(card.Name, card.Path) { ModifiedAt = card.ModifiedAt });

    /// <summary>
    /// Makes a picture of the gallery the one that a card shows: in the place of the present one if that is a PNG or JPEG file, else as "name.png" ("name.preview.png"
    /// of an embedding, which may be a picture itself). What the file tells of its making goes with it, as in webui.
    /// </summary>
    /// <exception cref="PictureException">The picture's file cannot be read, or the new one not be written; the present one stays as it was then.</exception>
    /// <exception cref="StudioRequestException">No picture beside this network would be shown.</exception>
    public void ReplacePreview(NetworkKind kind, NetworkCard card, GalleryPicture picture)
    {
        string path = PreviewPath(kind, card.Path);
        if (MediaTypeOf(path) is null)
        {
            throw new StudioRequestException($"'{card.Name}' lies outside the folders of models, from where no previews are shown: put it into '{folder.Checkpoints}' first.");
        }

        DecodedPicture decoded = PictureReader.Read(picture.Path);
        PictureWriter.Save(path, decoded.ToWebuiPicture(), GenerationText.Read(decoded).Text, (int)Number(settings.Find("jpeg_quality"), PictureWriter.DefaultJpegQuality));
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
        NetworkNotes said = NetworkNotes.Of(path);
        string activation = said.ActivationText.Trim(), negative = said.NegativeText.Trim();
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
            Description = said.Description.Trim(),
            Preview = PreviewOf(path),
            SearchText = folder.Relative(path),
            CreatedAt = File.GetCreationTimeUtc(path),
            ModifiedAt = modified,
        };
    }

    /// <summary>The preferred weight of the file, else the setting, as JavaScript writes numbers: 1, 0.8.</summary>
    private string Weight(NetworkNotes said) =>
        (said.PreferredWeight > 0 ? said.PreferredWeight : Number(settings.Find(DefaultMultiplier), 1)).ToString(CultureInfo.InvariantCulture);

    /// <summary>In webui's order, except that a picture which is an embedding itself comes last: it could not be replaced.</summary>
    private string? PreviewOf(string path)
    {
        string stem = Path.ChangeExtension(path, null);
        return PictureTypes.Keys.SelectMany(extension => new[] { stem + extension, $"{stem}.preview{extension}" }).Where(File.Exists).OrderBy(IsEmbedding).FirstOrDefault();
    }

    private string PreviewPath(NetworkKind kind, string network) =>
        PreviewOf(network) is string shown && (PictureWriter.IsPng(shown) || IsJpeg(shown)) && !IsEmbedding(shown)
            ? shown
            : Path.ChangeExtension(network, kind == NetworkKind.TextualInversion ? ".preview.png" : ".png");

    private bool IsEmbedding(string path) => shelf.Embeddings.Any(embedding => embedding.Path == path);

    private static bool IsJpeg(string path) => Path.GetExtension(path).ToLowerInvariant() is ".jpg" or ".jpeg";

    private static double Number(JsonNode? node, double otherwise) => node is JsonValue value && value.TryGetValue(out double number) ? number : otherwise;
}
