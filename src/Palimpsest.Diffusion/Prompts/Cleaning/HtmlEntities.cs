using System.Globalization;
using System.Text;

namespace Palimpsest.Diffusion.Prompts.Cleaning;

/// <summary>
/// Character references (<c>&amp;eacute;</c>, <c>&amp;#39;</c>) written out. Only references that end in a semicolon count; a name
/// written in capitals is taken for its lower-case entity where that is not ambiguous (<c>&amp;NTILDE;</c> is Ñ), as ftfy does.
/// </summary>
internal static class HtmlEntities
{
    private const int LongestName = 24; // ftfy's limit on the characters between & and ;

    /// <summary>HTML's references that need no semicolon: a name in capitals that begins with one would read as that plus text.</summary>
    private static readonly string[] BareCapitals = ["AMP", "COPY", "ETH", "GT", "LT", "QUOT", "REG", "THORN"];

    private static readonly Lazy<Dictionary<string, string>> Names = new(LoadNames);

    /// <summary>Decodes until nothing is left to decode at the place: <c>&amp;amp;lt;</c> becomes a less-than sign.</summary>
    public static string Decode(string text)
    {
        int ampersand = text.IndexOf('&');
        if (ampersand < 0)
        {
            return text;
        }

        var decoded = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            if (text[i] != '&')
            {
                decoded.Append(text[i++]);
                continue;
            }

            i++;
            string value = "&";
            while (value == "&" && Reference(text, i) is (string next, int end))
            {
                (value, i) = (next, end);
            }

            decoded.Append(value);
        }

        return decoded.ToString();
    }

    /// <summary>The reference whose ampersand stands before <paramref name="start"/>: what it means and where it ends.</summary>
    private static (string Value, int End)? Reference(string text, int start)
    {
        int hash = start < text.Length && text[start] == '#' ? 1 : 0;
        int end = start + hash;
        while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]) && end - start - hash <= LongestName)
        {
            end++;
        }

        int length = end - start - hash;
        if (length is 0 or > LongestName || end >= text.Length || text[end] != ';')
        {
            return null;
        }

        string name = text[(start + hash)..end];
        string? value = hash == 1 ? Numbered(name) : Names.Value.GetValueOrDefault(name);
        return value is null ? null : (value, end + 1);
    }

    /// <summary>The character of a numeric reference by HTML's rules: forbidden codes vanish, impossible ones become U+FFFD.</summary>
    private static string? Numbered(string digits)
    {
        bool hex = digits[0] is 'x' or 'X';
        if (digits.Skip(hex ? 1 : 0).Any(c => !(hex ? char.IsAsciiHexDigit(c) : char.IsAsciiDigit(c))) || (hex && digits.Length == 1))
        {
            return null;
        }

        UInt128 code = hex
            ? UInt128.Parse(digits.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : UInt128.Parse(digits, CultureInfo.InvariantCulture);
        int value = code > 0x10FFFF ? -1 : (int)code;
        return value switch
        {
            ';' => null, // the reference's test for a consumed semicolon fails on this one
            0 or -1 or (>= 0xD800 and <= 0xDFFF) => "\uFFFD",
            '\t' or '\n' or '\f' or '\r' => ((char)value).ToString(),
            >= 0x80 and <= 0x9F => Windows1252.ToChar((byte)value).ToString(),
            < 0x20 or 0x7F or (>= 0xFDD0 and <= 0xFDEF) => "",
            _ when (value & 0xFFFE) == 0xFFFE => "",
            _ => new Rune(value).ToString(),
        };
    }

    private static Dictionary<string, string> LoadNames()
    {
        var names = new Dictionary<string, string>(4000);
        foreach (string line in EmbeddedData.Lines("html_entities.txt"))
        {
            string[] fields = line.Split(' ');
            names[fields[0]] = string.Concat(fields.Skip(1).Select(code => new Rune(Convert.ToInt32(code, 16)).ToString()));
        }

        foreach ((string name, string value) in names.ToArray())
        {
            string capitals = name.ToUpperInvariant();
            if (name == name.ToLowerInvariant() && !BareCapitals.Any(bare => capitals.StartsWith(bare, StringComparison.Ordinal)))
            {
                names.TryAdd(capitals, name == "szlig" ? "SS" : value.ToUpperInvariant());
            }
        }

        return names;
    }
}
