using System.Text.Json.Nodes;

namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>A field of a request's body.</summary>
/// <param name="Default">As JSON text; null: the field is required.</param>
internal sealed record BodyField(string Name, BodyFieldKind Kind, string? Default)
{
    /// <summary>Whether null may be sent.</summary>
    public bool IsNullable { get; init; } = true;

    /// <summary>The smallest value.</summary>
    public double? Least { get; init; }

    /// <summary>What the value must be above.</summary>
    public double? Above { get; init; }

    public double? Most { get; init; }

    /// <summary>The whole numbers that are allowed; null: all.</summary>
    public IReadOnlyList<long>? Permitted { get; init; }

    /// <summary>The fields of each entry of a list of objects.</summary>
    public BodySchema? Items { get; init; }

    public static BodyField Text(string name, string? value = null) => new(name, BodyFieldKind.Text, value is null ? "null" : $"\"{value}\"");

    public static BodyField Integer(string name, long? value = null) => new(name, BodyFieldKind.Integer, value is null ? "null" : $"{value}");

    /// <param name="value">As webui writes it: 0 and 0.0 are not the same to those who read its answer.</param>
    public static BodyField Number(string name, string value = "null") => new(name, BodyFieldKind.Number, value);

    public static BodyField Flag(string name, bool? value = null) => new(name, BodyFieldKind.Flag, value switch { null => "null", true => "true", false => "false" });

    public static BodyField TextList(string name) => new(name, BodyFieldKind.TextList, "null");

    public static BodyField List(string name, string value) => new(name, BodyFieldKind.List, value);

    public static BodyField Object(string name, string value) => new(name, BodyFieldKind.Object, value);

    /// <summary>What the field holds when it is not sent. Only for fields that are not required.</summary>
    public JsonNode? DefaultValue => JsonNode.Parse(Default!);
}
