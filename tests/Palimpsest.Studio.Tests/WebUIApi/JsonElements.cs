using System.Text.Json;
using System.Text.Json.Nodes;

namespace Palimpsest.Studio.Tests.WebUIApi;

internal static class JsonElements
{
    public static JsonNode Deserialize(this JsonElement element) => JsonNode.Parse(element.GetRawText())!;
}
