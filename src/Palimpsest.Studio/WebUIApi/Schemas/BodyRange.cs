using System.Text.Json.Nodes;

namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>Whether a value keeps to its field's limits.</summary>
internal static class BodyRange
{
    public static BodyFault? Check(BodyField field, JsonNode? read, IReadOnlyList<JsonNode> place)
    {
        if (field.Permitted is { } permitted)
        {
            long given = read!.GetValue<long>();
            return permitted.Contains(given) ? null : new BodyFault(
                place,
                $"unexpected value; permitted: {string.Join(", ", permitted)}",
                "value_error.const",
                new JsonObject { ["given"] = given, ["permitted"] = new JsonArray([.. permitted.Select(value => JsonValue.Create(value))]) });
        }

        if (field is { Least: null, Above: null, Most: null })
        {
            return null;
        }

        double number = field.Kind == BodyFieldKind.Integer ? read!.GetValue<long>() : read!.GetValue<double>();
        return number < field.Least ? Fault(place, "greater than or equal to", "not_ge", field.Least.Value)
            : number <= field.Above ? Fault(place, "greater than", "not_gt", field.Above.Value)
            : number > field.Most ? Fault(place, "less than or equal to", "not_le", field.Most.Value)
            : null;
    }

    private static BodyFault Fault(IReadOnlyList<JsonNode> place, string relation, string type, double limit) => new(
        place, $"ensure this value is {relation} {limit}", $"value_error.number.{type}", new JsonObject { ["limit_value"] = limit });
}
