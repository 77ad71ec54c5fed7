using System.Text.Json;
using System.Text.Json.Nodes;

namespace Palimpsest.Studio.WebUIApi.Scripts;

/// <summary>A script's arguments by their places; those that were not sent have their defaults.</summary>
internal sealed class ScriptArguments(WebUIScript script, JsonArray given)
{
    private const string Field = "script_args";

    private readonly JsonElement[] _given = [.. given.Select(argument => JsonSerializer.SerializeToElement(argument))];

    public bool Flag(int place) => At(place) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble() != 0,
        _ => throw Wrong(place, "true or false"),
    };

    public double Number(int place) => At(place) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : throw Wrong(place, "a number");

    public int Integer(int place) => Number(place) is double number && Math.Abs(number) < int.MaxValue ? (int)number : throw Wrong(place, "a whole number of that range");

    public string Text(int place) => At(place) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Null } => "",
        _ => throw Wrong(place, "a text"),
    };

    public IReadOnlyList<string> Texts(int place) => At(place) switch
    {
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => [.. list.EnumerateArray().Select(item => item.GetString()!)],
        { ValueKind: JsonValueKind.Null } => [],
        _ => throw Wrong(place, "a list of texts"),
    };

    /// <summary>One of some names, given as such or as its number among them.</summary>
    public int Choice(int place, IReadOnlyList<string> names)
    {
        int choice = At(place) switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out int index) => index,
            { ValueKind: JsonValueKind.String } text => names.ToList().FindIndex(name => name.Equals(text.GetString(), StringComparison.OrdinalIgnoreCase)),
            _ => -1,
        };
        return choice >= 0 && choice < names.Count ? choice : throw Wrong(place, $"one of {string.Join(", ", names)}, or its number from 0");
    }

    private JsonElement At(int place) => place < _given.Length ? _given[place] : script.Controls[place].Value ?? JsonSerializer.SerializeToElement<object?>(null);

    private StudioRequestException Wrong(int place, string expected)
    {
        string raw = At(place).GetRawText();
        return new StudioRequestException(
            $"{Field}[{place}] of '{script.Name}' ({script.Controls[place].Label}) is {(raw.Length > 80 ? raw[..80] + "…" : raw)}, but must be {expected}.", Field);
    }
}
