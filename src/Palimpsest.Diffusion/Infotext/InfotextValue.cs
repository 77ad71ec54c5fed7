using System.Globalization;
using System.Text;

namespace Palimpsest.Diffusion.Infotext;

/// <summary>How values stand in an infotext: bare, or as a JSON string where a comma, a colon or a line end would end them.</summary>
public static class InfotextValue
{
    /// <summary>Python's True and False.</summary>
    public static string OfBoolean(bool value) => value ? "True" : "False";

    /// <summary>The text, as a JSON string if it contains a comma, a colon or a newline; only what JSON demands is escaped.</summary>
    public static string Quote(string text)
    {
        if (text.AsSpan().IndexOfAny(",:\n") < 0)
        {
            return text;
        }

        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The text of a JSON string; anything that is not exactly one is returned as it is.</summary>
    public static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (int i = 1; i < text.Length - 1; i++)
        {
            char c = text[i];
            if (c is '"' or < ' ')
            {
                return text;
            }

            if (c == '\\')
            {
                i++;
                char? unescaped = i < text.Length - 1 ? Unescape(text, ref i) : null;
                if (unescaped is null)
                {
                    return text;
                }

                c = unescaped.Value;
            }

            plain.Append(c);
        }

        return plain.ToString();
    }

    /// <summary>The character of the escape whose letter is at <paramref name="index"/>, which moves to the escape's last character; null for a bad one.</summary>
    private static char? Unescape(string text, ref int index)
    {
        switch (text[index])
        {
            case '"' or '\\' or '/': return text[index];
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'u' when index + 5 < text.Length && text.AsSpan(index + 1, 4).ContainsAnyExcept("0123456789abcdefABCDEF") is false:
                index += 4;
                return (char)int.Parse(text.AsSpan(index - 3, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            default: return null;
        }
    }
}
