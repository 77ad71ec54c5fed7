using System.Globalization;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Options;

/// <summary>
/// One of webui's settings that a request may override: its name, how the settings page labels it, what it may be, and which part of
/// <see cref="GenerationSettings"/> it is. Values are a bool, a <see cref="PythonNumber"/> or a string.
/// </summary>
public sealed class WebuiOption
{
    private readonly Func<string, object> _parse;
    private readonly Func<object, bool> _isInRange;
    private readonly Func<GenerationSettings, object> _get;
    private readonly Func<GenerationSettings, object, GenerationSettings> _with;

    private WebuiOption(
        string name,
        string label,
        string? infotextKey,
        string allowed,
        Func<string, object> parse,
        Func<object, bool> isInRange,
        Func<GenerationSettings, object> get,
        Func<GenerationSettings, object, GenerationSettings> with)
    {
        (Name, Label, InfotextKey, Allowed) = (name, label, infotextKey, allowed);
        (_parse, _isInRange, _get, _with) = (parse, isInRange, get, with);
        Default = get(new GenerationSettings());
    }

    /// <summary>The key in webui's config.json and in override_settings.</summary>
    public string Name { get; }

    /// <summary>What the settings page calls it.</summary>
    public string Label { get; }

    /// <summary>The infotext key that restores it (webui.md 13, last column), or null.</summary>
    public string? InfotextKey { get; }

    /// <summary>What it may be, for help and messages: "a number from 0 to 1".</summary>
    public string Allowed { get; }

    public object Default { get; }

    public bool IsFlag => Default is bool;

    /// <summary>All that it may be, where that is a list of texts; empty: it is not.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>The default as webui would print it, booleans as the command line takes them.</summary>
    public string DefaultText => Print(Default);

    /// <summary>The value in some settings.</summary>
    public object Get(GenerationSettings settings) => _get(settings);

    /// <summary>The settings with a value that a person typed.</summary>
    /// <exception cref="FormatException">The value is of another kind or out of range; the message is the rest of a sentence: "it must be …".</exception>
    public GenerationSettings With(GenerationSettings settings, string text)
    {
        object value = _parse(text);
        return _isInRange(value) ? _with(settings, value) : throw new FormatException($"it must be {Allowed}.");
    }

    /// <summary>The settings with a value from a picture's infotext, where webui takes any value of the right kind.</summary>
    /// <exception cref="FormatException">The value is of another kind.</exception>
    public GenerationSettings WithWritten(GenerationSettings settings, string text) => _with(settings, _parse(text));

    public static string Print(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string { Length: 0 } => "none",
        _ => value.ToString()!,
    };

    internal static WebuiOption Flag(
        string name, string label, string? infotextKey, Func<GenerationSettings, bool> get, Func<GenerationSettings, bool, GenerationSettings> with) =>
        new(name, label, infotextKey, "true or false", ParseFlag, _ => true, settings => get(settings), (settings, value) => with(settings, (bool)value));

    /// <param name="most">Infinity: no limit but that the number is finite.</param>
    internal static WebuiOption Number(
        string name, string label, string? infotextKey, double least, double most,
        Func<GenerationSettings, PythonNumber> get, Func<GenerationSettings, PythonNumber, GenerationSettings> with)
    {
        string allowed = double.IsFinite(most)
            ? string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}")
            : string.Create(CultureInfo.InvariantCulture, $"a number of at least {least}");
        return new WebuiOption(
            name, label, infotextKey, allowed,
            text => PythonNumber.TryParse(text, out PythonNumber number) && double.IsFinite(number.Value) ? number : throw new FormatException($"it must be {allowed}."),
            value => ((PythonNumber)value).Value >= least && ((PythonNumber)value).Value <= most,
            settings => get(settings),
            (settings, value) => with(settings, (PythonNumber)value));
    }

    internal static WebuiOption Integer(
        string name, string label, string? infotextKey, int least, int most,
        Func<GenerationSettings, int> get, Func<GenerationSettings, int, GenerationSettings> with)
    {
        string allowed = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
        return new WebuiOption(
            name, label, infotextKey, allowed,
            text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                ? (PythonNumber)number : throw new FormatException($"it must be {allowed}."),
            value => ((PythonNumber)value).Value >= least && ((PythonNumber)value).Value <= most,
            settings => (PythonNumber)get(settings),
            (settings, value) => with(settings, (int)((PythonNumber)value).Value));
    }

    internal static WebuiOption Choice(
        string name, string label, string? infotextKey, string[] choices,
        Func<GenerationSettings, string> get, Func<GenerationSettings, string, GenerationSettings> with) => Text(
        name, label, infotextKey, $"{string.Join(", ", choices[..^1])} or {choices[^1]}",
        text => choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)), get, with, choices);

    /// <param name="normalize">The text in its proper form; null when it is not allowed.</param>
    /// <param name="choices">All that is allowed, where that is a list.</param>
    internal static WebuiOption Text(
        string name, string label, string? infotextKey, string allowed, Func<string, string?> normalize,
        Func<GenerationSettings, string> get, Func<GenerationSettings, string, GenerationSettings> with, IReadOnlyList<string>? choices = null) =>
        new(name, label, infotextKey, allowed, text => normalize(text) ?? throw new FormatException($"it must be {allowed}."), _ => true, get, (settings, value) => with(settings, (string)value))
        {
            Choices = choices ?? [],
        };

    internal static WebuiOption Colour(string name, string label, Func<GenerationSettings, Rgb> get, Func<GenerationSettings, Rgb, GenerationSettings> with) => Text(
        name, label, null, "a colour like #ffffff", OptionColour.Normalize, s => OptionColour.Print(get(s)), (s, v) => with(s, OptionColour.Parse(v)));

    private static object ParseFlag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" => true,
        "FALSE" or "NO" or "OFF" or "0" => false,
        _ => throw new FormatException("it must be true or false."),
    };
}
