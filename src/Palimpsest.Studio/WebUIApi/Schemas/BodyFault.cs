using System.Text.Json.Nodes;

namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>Something about a body that its schema does not allow, as FastAPI tells it.</summary>
/// <param name="Location">"body", then names and places in lists.</param>
/// <param name="Type">The kind of the fault, "type_error.integer".</param>
/// <param name="Context">The limits that do not hold; null: none.</param>
internal sealed record BodyFault(IReadOnlyList<JsonNode> Location, string Message, string Type, JsonObject? Context = null)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["loc"] = new JsonArray([.. Location.Select(part => part.DeepClone())]),
            ["msg"] = Message,
            ["type"] = Type,
        };
        if (Context is not null)
        {
            json["ctx"] = Context.DeepClone();
        }

        return json;
    }
}
