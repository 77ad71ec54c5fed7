using System.Text.Json;
using System.Text.Json.Nodes;

namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>The fields of a body, in webui's order. Reading, the echo of a request and the API's description all follow it.</summary>
/// <param name="Name">webui's name of it in its OpenAPI document.</param>
internal sealed record BodySchema(string Name, IReadOnlyList<BodyField> Fields)
{
    /// <summary>The values of a body: those given, as webui's validation takes them, and the defaults of the others.</summary>
    /// <exception cref="BodyException">Fields are missing or of another kind; all of them are told at once.</exception>
    public Body Read(JsonElement body)
    {
        List<BodyFault> faults = [];
        Body read = Read(body, ["body"], faults);
        return faults.Count == 0 ? read : throw new BodyException(faults);
    }

    private Body Read(JsonElement body, IReadOnlyList<JsonNode> location, List<BodyFault> faults)
    {
        // An empty list is what Python makes an empty dictionary of.
        bool isEmptyList = body.ValueKind == JsonValueKind.Array && body.GetArrayLength() == 0;
        if (body.ValueKind != JsonValueKind.Object && !isEmptyList)
        {
            faults.Add(new BodyFault(location, "value is not a valid dict", "type_error.dict"));
            return new Body([], []);
        }

        var values = new JsonObject();
        HashSet<string> given = [];
        foreach (BodyField field in Fields)
        {
            IReadOnlyList<JsonNode> place = [.. location, field.Name];
            if (!isEmptyList && body.TryGetProperty(field.Name, out JsonElement value))
            {
                given.Add(field.Name);
                values[field.Name] = ReadField(field, value, place, faults);
            }
            else if (field.Default is null)
            {
                faults.Add(new BodyFault(place, "field required", "value_error.missing"));
            }
            else
            {
                values[field.Name] = field.DefaultValue;
            }
        }

        return new Body(values, given);
    }

    private static JsonNode? ReadField(BodyField field, JsonElement value, IReadOnlyList<JsonNode> place, List<BodyFault> faults)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!field.IsNullable)
            {
                faults.Add(new BodyFault(place, "none is not an allowed value", "type_error.none.not_allowed"));
            }

            return null;
        }

        if (field.Kind == BodyFieldKind.ObjectList)
        {
            return ReadItems(field, value, place, faults);
        }

        BodyFault? fault = BodyValue.TryRead(field.Kind, value, place, out JsonNode? read) ?? BodyRange.Check(field, read, place);
        if (fault is not null)
        {
            faults.Add(fault);
        }

        return read;
    }

    private static JsonArray ReadItems(BodyField field, JsonElement value, IReadOnlyList<JsonNode> place, List<BodyFault> faults)
    {
        var items = new JsonArray();
        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add(new BodyFault(place, "value is not a valid list", "type_error.list"));
            return items;
        }

        foreach (JsonElement item in value.EnumerateArray())
        {
            items.Add(field.Items!.Read(item, [.. place, items.Count], faults).Values);
        }

        return items;
    }
}
