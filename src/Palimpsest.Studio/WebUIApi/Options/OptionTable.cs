using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.Settings;
using Palimpsest.Studio.WebUIApi.Errors;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Options;

/// <summary>All of webui's settings by name (webui.md 13), with the values that were set. Those that this program does not have are kept and given back.</summary>
internal sealed class OptionTable(ISettingsStore settings, IModelShelf shelf)
{
    private const string Checkpoint = "sd_model_checkpoint", CheckpointHash = "sd_checkpoint_hash";

    /// <summary>They say where files go or what is fetched: not to be changed by a request (webui ignores such api_ options in silence too).</summary>
    private static readonly string[] Fixed = ["api_enable_requests", "api_forbid_local_requests", "api_useragent", CheckpointHash];

    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<OptionEntry> All { get; } = EmbeddedData.Read<OptionEntry[]>("options.json", Reading);

    private static readonly Dictionary<string, OptionEntry> ByName = All.ToDictionary(entry => entry.Name);

    /// <summary>Every option with its value; numbers that are not 0 by default are floats, as webui answers.</summary>
    public JsonObject Read()
    {
        JsonObject set = settings.Values;
        var all = new JsonObject();
        foreach (OptionEntry entry in All)
        {
            all[entry.Name] = entry.Name switch
            {
                Checkpoint => shelf.Current.Title,
                CheckpointHash => shelf.Current.Sha256 ?? "",
                _ => Typed(entry, set[entry.Name] is JsonNode value ? value.DeepClone() : entry.DefaultNode),
            };
        }

        return all;
    }

    /// <summary>Sets options as webui's API does, then stores them.</summary>
    /// <exception cref="WebUIException">A name is unknown, or there is no such checkpoint.</exception>
    /// <exception cref="StudioRequestException">A value is not allowed.</exception>
    public async Task SetAsync(JsonObject values, CancellationToken cancellation)
    {
        CheckNames(values);
        var rest = (JsonObject)values.DeepClone();
        foreach (string name in Fixed)
        {
            rest.Remove(name);
        }

        string? checkpoint = values[Checkpoint] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        rest.Remove(Checkpoint);
        if (checkpoint is not null && shelf.Find(checkpoint) is null)
        {
            throw WebUIException.Internal("RuntimeError", $"model '{checkpoint}' not found");
        }

        await settings.SetAsync(rest, cancellation);
        if (checkpoint is not null && shelf.Find(checkpoint)!.Path != shelf.Current.Path)
        {
            await shelf.SelectAsync(checkpoint, cancellation);
        }
    }

    /// <exception cref="WebUIException">A name is unknown.</exception>
    public void CheckNames(JsonObject values)
    {
        if (Unknown(values) is string unknown)
        {
            throw WebUIException.Internal("KeyError", $"'{unknown}'");
        }
    }

    /// <summary>The first name that is no option's, or null.</summary>
    public string? Unknown(JsonObject values) => values.Select(value => value.Key).FirstOrDefault(name => !ByName.ContainsKey(name));

    /// <summary>A switch, as a request's own settings or the stored ones have it.</summary>
    public bool Flag(JsonObject overrides, string name) => Find(overrides, name) is JsonValue value && value.TryGetValue(out bool flag) && flag;

    /// <summary>A number likewise.</summary>
    public double Number(JsonObject overrides, string name) => Find(overrides, name) is JsonNode value && value.GetValueKind() == JsonValueKind.Number
        ? JsonSerializer.SerializeToElement(value).GetDouble() : 0;

    /// <summary>A text likewise.</summary>
    public string Text(JsonObject overrides, string name) => Find(overrides, name) is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    private JsonNode? Find(JsonObject overrides, string name) => overrides[name] ?? settings.Find(name) ?? ByName[name].DefaultNode;

    private static JsonNode? Typed(OptionEntry entry, JsonNode? value)
    {
        bool isNumber = entry.Default.ValueKind == JsonValueKind.Number && value?.GetValueKind() == JsonValueKind.Number;
        return isNumber && entry.Default.GetDouble() != 0 ? BodyValue.Node(JsonSerializer.SerializeToElement(value).GetDouble()) : value;
    }
}
