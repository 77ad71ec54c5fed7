using System.Text.Json;
using System.Text.Json.Nodes;

namespace Palimpsest.Studio.WebUIApi.Options;

/// <summary>One of webui's settings.</summary>
/// <param name="Label">As its settings page says.</param>
internal sealed record OptionEntry(string Name, string Label, JsonElement Default)
{
    /// <summary>A new node with the default.</summary>
    public JsonNode? DefaultNode => JsonSerializer.SerializeToNode(Default);
}
