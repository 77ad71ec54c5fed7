using System.Globalization;
using System.Text;

namespace Palimpsest.Diffusion.Prompts.Cleaning;

/// <summary>
/// Character references (<c>&amp;eacute;</c>, <c>&amp;#39;</c>) written out, in the two ways of the reference programs.
/// </summary>
internal static class HtmlEntities
{
    private const int LongestName = 24; // ftfy's limit on the characters between & and ;
    private const int LongestBareName = 32; // Python's limit in html.unescape

    private static readonly Lazy<Tables> Data = new(() => new Tables());

    /// <summary>
    /// As ftfy: only references that end in a semicolon; a name in capitals stands for its lower-case entity where that is not
    /// ambiguous (<c>&amp;NTILDE;</c> is Ñ). Decodes until nothing is left at the place: <c>&amp;amp;lt;</c> becomes a less-than sign.
    /// </summary>
    public static string Decode(string text) => Replace(text, again: true, start => Closed(text, start));

    /// <summary>As Python's <c>html.unescape</c>, once: old names count without semicolon and as the beginning of other words.</summary>
    public static string Unescape(string text) => Replace(text, again: false, start => Open(text, start));

    private static string Replace(string text, bool again, Func<int, (string Value, int End)?> referenceAt)
    {
        if (!text.Contains('&'))
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
            bool more = true;
            while (more && referenceAt(i) is (string next, int end))
            {
                (value, i) = (next, end);
                more = again && value == "&";
            }

            decoded.Append(value);
        }

        return decoded.ToString();
    }

    /// <summary>The reference whose ampersand stands before <paramref name="start"/>, up to its semicolon: what it means and where it ends.</summary>
    private static (string Value, int End)? Closed(string text, int start)
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
        if (hash == 1)
        {
            // A reference to a semicolon stays, because ftfy takes the sign for one that was not consumed.
            return IsNumber(name) && CharacterOf(name) is string character and not ";" ? (character, end + 1) : null;
        }

        string? value = Data.Value.Names.GetValueOrDefault(name) ?? Data.Value.Capitals.GetValueOrDefault(name);
        return value is null ? null : (value, end + 1);
    }

    private static (string Value, int End)? Open(string text, int start)
    {
        int end = start;
        if (start < text.Length && text[start] == '#')
        {
            end += start + 1 < text.Length && text[start + 1] is 'x' or 'X' ? 2 : 1;
            bool hex = end == start + 2;
            while (end < text.Length && (hex ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])))
            {
                end++;
            }

            string number = text[(start + 1)..end];
            return IsNumber(number) ? (CharacterOf(number), AfterSemicolon(text, end)) : null;
        }

        while (end < text.Length && end - start < LongestBareName && text[end] is not ('\t' or '\n' or '\f' or ' ' or '<' or '&' or '#' or ';'))
        {
            end++;
        }

        string name = text[start..end];
        int after = AfterSemicolon(text, end);
        if (after > end && Data.Value.Names.TryGetValue(name, out string? exact))
        {
            return (exact, after);
        }

        // The longest old name that the word begins with.
        for (int length = name.Length; length > 1; length--)
        {
            if (Data.Value.BareNames.Contains(name[..length]))
            {
                return (Data.Value.Names[name[..length]], start + length);
            }
        }

        return null;
    }

    private static int AfterSemicolon(string text, int index) => index < text.Length && text[index] == ';' ? index + 1 : index;

    /// <summary>Decimal digits, or an x and hexadecimal ones.</summary>
    private static bool IsNumber(string text) => text.Length > 0 && (text[0] is 'x' or 'X'
        ? text.Length > 1 && text.Skip(1).All(char.IsAsciiHexDigit)
        : text.All(char.IsAsciiDigit));

    /// <summary>The character of a number by HTML's rules: forbidden codes vanish, impossible ones become U+FFFD.</summary>
    private static string CharacterOf(string number)
    {
        int value = 0;
        bool hex = number[0] is 'x' or 'X';
        foreach (char digit in number.AsSpan(hex ? 1 : 0))
        {
            value = Math.Min((value * (hex ? 16 : 10)) + Convert.ToInt32(digit.ToString(), 16), 0x110000);
        }

        return value switch
        {
            0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF) => "\uFFFD",
            '\t' or '\n' or '\f' or '\r' => ((char)value).ToString(),
            >= 0x80 and <= 0x9F => Windows1252.ToChar((byte)value).ToString(),
            < 0x20 or 0x7F or (>= 0xFDD0 and <= 0xFDEF) => "",
            _ when (value & 0xFFFE) == 0xFFFE => "",
            _ => new Rune(value).ToString(),
        };
    }

    private sealed class Tables
    {
        public Tables()
        {
            foreach (string line in EmbeddedData.Lines("html_entities.txt"))
            {
                string[] fields = line.Split(' ');
                string name = fields[0].TrimEnd('*');
                Names[name] = string.Concat(fields.Skip(1).Select(code => new Rune(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
                if (fields[0].EndsWith('*'))
                {
                    BareNames.Add(name);
                }
            }

            foreach ((string name, string value) in Names)
            {
                // A name in capitals that begins with an old one would read as that and text.
                string capitals = name.ToUpperInvariant();
                if (name == name.ToLowerInvariant() && !BareNames.Any(bare => capitals.StartsWith(bare, StringComparison.Ordinal)))
                {
                    Capitals[capitals] = name == "szlig" ? "SS" : value.ToUpperInvariant();
                }
            }
        }

        /// <summary>By the name without its semicolon.</summary>
        public Dictionary<string, string> Names { get; } = new(2200);

        /// <summary>The names that count without a semicolon.</summary>
        public HashSet<string> BareNames { get; } = [];

        public Dictionary<string, string> Capitals { get; } = new(1500);
    }
}
