using System.Text.Json;

namespace Palimpsest.Studio.WebUIApi.Scripts;

/// <summary>An argument of a script.</summary>
/// <param name="Value">What it is when it is not sent.</param>
/// <param name="Choices">A list; or "@" and the name of one that depends on what there is.</param>
internal sealed record ScriptControl(string Label, JsonElement? Value, double? Minimum, double? Maximum, double? Step, JsonElement? Choices);
