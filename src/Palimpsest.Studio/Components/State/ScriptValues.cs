using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.Components.State;

/// <summary>What is set on a page for one of webui's scripts: its arguments by their places, as a program sends them in "script_args".</summary>
internal sealed class ScriptValues(StudioForm form, WebUIScript script)
{
    /// <summary>All arguments, those that were not set with their defaults.</summary>
    public JsonArray All
    {
        get
        {
            if (!form.ScriptArguments.TryGetValue(script.Name, out JsonArray? all) || all.Count != script.Controls.Count)
            {
                form.ScriptArguments[script.Name] = all = [.. script.Controls.Select(control => Default(control))];
            }

            return all;
        }
    }

    public bool Flag(int place) => Of<bool>(place);

    public double Number(int place) => Of<double>(place);

    public string Text(int place) => Of<string>(place) ?? "";

    public IReadOnlyList<string> Texts(int place) => (All[place] ?? Default(script.Controls[place])) is JsonArray texts
        ? [.. texts.Select(text => text is JsonValue value && value.TryGetValue(out string? one) ? one : "")]
        : [];

    public void Set(int place, JsonNode? value) => All[place] = value;

    public void Set(int place, IEnumerable<string> texts) => All[place] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);

    public void Swap(int place, int other) => (All[place], All[other]) = (All[other]?.DeepClone(), All[place]?.DeepClone());

    /// <summary>A draft of another version may hold something else there; then the default counts.</summary>
    private T? Of<T>(int place) =>
        All[place] is JsonValue value && value.TryGetValue(out T? held) ? held
        : Default(script.Controls[place]) is JsonValue usual && usual.TryGetValue(out T? otherwise) ? otherwise
        : default;

    private static JsonNode? Default(ScriptControl control) => control.Value is JsonElement value ? JsonSerializer.SerializeToNode(value) : null;
}
