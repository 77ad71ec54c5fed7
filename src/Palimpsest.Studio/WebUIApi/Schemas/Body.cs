using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>The fields of a request with the values that count.</summary>
/// <param name="values">All fields of the schema, in its order.</param>
/// <param name="given">Those that were sent.</param>
internal sealed class Body(JsonObject values, HashSet<string> given)
{
    public JsonObject Values => values;

    public bool IsGiven(string name) => given.Contains(name);

    /// <summary>Sets a field that was not sent.</summary>
    public void FillIn(string name, JsonNode? value)
    {
        if (!IsGiven(name))
        {
            values[name] = value;
        }
    }

    public string? Text(string name) => values[name]?.GetValue<string>();

    public long? Integer(string name) => values[name]?.GetValue<long>();

    /// <summary>A whole number that is used as a size or a count.</summary>
    /// <param name="otherwise">For null.</param>
    /// <exception cref="StudioRequestException">It is beyond what any size or count may be.</exception>
    public int Count(string name, int otherwise) => Integer(name) switch
    {
        null => otherwise,
        long number when number is >= int.MinValue and <= int.MaxValue => (int)number,
        long number => throw new StudioRequestException($"{name} is {number}, which is out of range.", name),
    };

    public PythonNumber? Number(string name) => values[name] is JsonNode number ? (PythonNumber)number.GetValue<double>() : null;

    public bool? Flag(string name) => values[name]?.GetValue<bool>();

    /// <summary>Empty for null.</summary>
    public JsonArray List(string name) => values[name]?.AsArray() ?? [];

    public JsonObject Object(string name) => values[name]?.AsObject() ?? [];

    public IReadOnlyList<string> Texts(string name) => [.. List(name).Select(text => text!.GetValue<string>())];
}
