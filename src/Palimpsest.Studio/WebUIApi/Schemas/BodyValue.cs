using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>How pydantic 1, which webui reads bodies with, takes values of other kinds: "5" for 5, 1.7 for 1, "yes" for true.</summary>
internal static class BodyValue
{
    private static readonly string[] True = ["1", "on", "t", "true", "y", "yes"];
    private static readonly string[] False = ["0", "off", "f", "false", "n", "no"];

    /// <param name="read">The value in the field's kind; null after a fault.</param>
    /// <returns>What is wrong, or null.</returns>
    public static BodyFault? TryRead(BodyFieldKind kind, JsonElement value, IReadOnlyList<JsonNode> place, out JsonNode? read)
    {
        read = kind switch
        {
            BodyFieldKind.Text => AsText(value) is string text ? JsonValue.Create(text) : null,
            BodyFieldKind.Integer => AsInteger(value) is long integer ? JsonValue.Create(integer) : null,
            BodyFieldKind.Number => AsNumber(value) is double number ? Node(number) : null,
            BodyFieldKind.Flag => AsFlag(value) is bool flag ? JsonValue.Create(flag) : null,
            BodyFieldKind.Object => value.ValueKind == JsonValueKind.Object ? JsonObject.Create(value) : null,
            _ => value.ValueKind == JsonValueKind.Array ? JsonArray.Create(value) : null,
        };
        if (read is not null && kind == BodyFieldKind.TextList)
        {
            return ReadTexts(value, place, ref read);
        }

        return read is not null ? null : kind switch
        {
            BodyFieldKind.Text => new BodyFault(place, "str type expected", "type_error.str"),
            BodyFieldKind.Integer => new BodyFault(place, "value is not a valid integer", "type_error.integer"),
            BodyFieldKind.Number => new BodyFault(place, "value is not a valid float", "type_error.float"),
            BodyFieldKind.Flag => new BodyFault(place, "value could not be parsed to a boolean", "type_error.bool"),
            BodyFieldKind.Object => new BodyFault(place, "value is not a valid dict", "type_error.dict"),
            _ => new BodyFault(place, "value is not a valid list", "type_error.list"),
        };
    }

    /// <summary>A float as Python writes it: 7.0.</summary>
    public static JsonNode Node(PythonNumber number) => JsonNode.Parse(number.ToString())!;

    private static BodyFault? ReadTexts(JsonElement list, IReadOnlyList<JsonNode> place, ref JsonNode? read)
    {
        var texts = new JsonArray();
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (TryRead(BodyFieldKind.Text, item, [.. place, texts.Count], out JsonNode? text) is BodyFault fault)
            {
                return fault;
            }

            texts.Add(text);
        }

        read = texts;
        return null;
    }

    private static string? AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => null,
    };

    private static long? AsInteger(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out long integer) => integer,
        JsonValueKind.Number => Truncated(value.GetDouble()),
        JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out long integer) => integer,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => null,
    };

    private static long? Truncated(double number) => Math.Abs(number) < 1L << 62 ? (long)number : null;

    private static double? AsNumber(JsonElement value)
    {
        double? number = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) => parsed,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => null,
        };
        return number is double finite && double.IsFinite(finite) ? finite : null;
    }

    private static bool? AsFlag(JsonElement value)
    {
        string? text = value.ValueKind switch
        {
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.GetDouble() switch { 1 => "1", 0 => "0", _ => null },
            JsonValueKind.String => value.GetString()!.ToLowerInvariant(),
            _ => null,
        };
        return True.Contains(text) ? true : False.Contains(text) ? false : null;
    }
}
