using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Models;

/// <summary>What people write about a network: the JSON file beside it, with webui's names of its card editor (webui.md 14.11). What others wrote there stays.</summary>
public sealed record NetworkNotes
{
    public const string UnknownVersion = "Unknown";

    private const long MostBytes = 1 << 20;

    public string Description { get; init; } = "";

    /// <summary>For people, shown nowhere but in the editor.</summary>
    public string Notes { get; init; } = "";

    /// <summary>What the model is made for: SD1, SD2, SDXL or Unknown. Of a LoRA, like the next three.</summary>
    public string Version { get; init; } = UnknownVersion;

    /// <summary>What a click puts into the prompt behind the network.</summary>
    public string ActivationText { get; init; } = "";

    /// <summary>With which a click puts it there; 0: as the settings say.</summary>
    public double PreferredWeight { get; init; }

    /// <summary>What a click puts into the negative prompt.</summary>
    public string NegativeText { get; init; } = "";

    /// <summary>The autoencoder of a checkpoint, where the settings choose automatically; "": none is preferred.</summary>
    public string Vae { get; init; } = "";

    /// <summary>What stands beside a file; nothing when that cannot be read, since the network itself can be used all the same.</summary>
    public static NetworkNotes Of(string network)
    {
        try
        {
            JsonObject said = Read(PathOf(network)) ?? [];
            return new NetworkNotes
            {
                Description = Text(said, "description"),
                Notes = Text(said, "notes"),
                Version = Text(said, "sd version") is { Length: > 0 } version ? version : UnknownVersion,
                ActivationText = Text(said, "activation text"),
                PreferredWeight = said["preferred weight"] is JsonValue value && value.TryGetValue(out double weight) ? weight : 0,
                NegativeText = Text(said, "negative text"),
                Vae = Text(said, "vae"),
            };
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return new NetworkNotes();
        }
    }

    /// <summary>Writes the file, whole or not at all; where nothing is said and nothing was, none.</summary>
    /// <exception cref="StudioRequestException">What is there is no file of this kind and would be lost, or it cannot be written.</exception>
    public void Save(NetworkKind kind, string network)
    {
        string path = PathOf(network);
        try
        {
            bool isThere = File.Exists(path);
            JsonObject said = Read(path) ?? [];
            Set(said, "description", Description, Description.Length > 0);
            Set(said, "notes", Notes, Notes.Length > 0);
            if (kind == NetworkKind.Lora)
            {
                Set(said, "sd version", Version, Version != UnknownVersion);
                Set(said, "activation text", ActivationText, ActivationText.Length > 0);
                Set(said, "preferred weight", PreferredWeight, PreferredWeight != 0);
                Set(said, "negative text", NegativeText, NegativeText.Length > 0);
            }

            if (kind == NetworkKind.Checkpoint)
            {
                Set(said, "vae", Vae, Vae.Length > 0);
            }

            if (isThere || said.Count > 0)
            {
                WholeFile.Write(path, said.ToJsonString(NetworkMetadata.Indented));
            }
        }
        catch (JsonException exception)
        {
            throw new StudioRequestException($"'{path}' is there and is not what a card's words are kept in, so it stays as it is: move it away first.", null, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StudioRequestException($"'{path}' cannot be written ({exception.Message.TrimEnd('.')}): see that the disk has room and that the folder may be written to.", null, exception);
        }
    }

    private static string PathOf(string network) => Path.ChangeExtension(network, ".json");

    /// <summary>Null when there is no file.</summary>
    private static JsonObject? Read(string path)
    {
        var file = new FileInfo(path);
        return !file.Exists ? null
            : file.Length <= MostBytes && WholeJson.Parse(File.ReadAllText(path)) is JsonObject said ? said
            : throw new JsonException("It is no object of a usual size.");
    }

    private static void Set(JsonObject said, string name, JsonNode value, bool isSaid)
    {
        // What was said once and is not any more stands there empty, as webui leaves it.
        if (isSaid || said.ContainsKey(name))
        {
            said[name] = value;
        }
    }

    private static string Text(JsonObject said, string name) => said[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
