using System.Globalization;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Studio.Components.State;

/// <summary>What an infotext says, for people: only what is written in it, sizes as one value.</summary>
public static class WrittenFields
{
    public static IEnumerable<(string Key, string Value)> Of(string infotext)
    {
        OrderedDictionary<string, object> fields = InfotextReader.Read(infotext, new InfotextReading { StylePasting = StylePasting.Ignore, AutoBackwardCompatibility = false });
        foreach (string key in new[] { "Prompt", "Negative prompt" })
        {
            if (Text(fields, key) is { Length: > 0 } text)
            {
                yield return (key, text);
            }
        }

        foreach ((string key, object value) in fields)
        {
            // The reader fills in what is not written; such keys do not stand in the text.
            if (key.EndsWith("-1", StringComparison.Ordinal) && infotext.Contains(key[..^2] + ": ", StringComparison.Ordinal))
            {
                yield return (key[..^2], $"{value} × {Text(fields, key[..^1] + "2")}");
            }
            else if (!key.EndsWith("-2", StringComparison.Ordinal) && key is not ("Prompt" or "Negative prompt") && infotext.Contains(key + ": ", StringComparison.Ordinal))
            {
                yield return (key, Text(fields, key)!);
            }
        }
    }

    private static string? Text(OrderedDictionary<string, object> fields, string key) =>
        fields.TryGetValue(key, out object? value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
}
