using System.Text;

namespace Palimpsest.Diffusion.Prompts.Cleaning;

/// <summary>
/// The cleaning that CLIP's tokenizer does before it looks for words: what ftfy 6.3's <c>fix_text</c> does to prompts. Character
/// references, mojibake, ligatures, full- and half-width forms, curly quotes, line ends, control characters, and form C.
/// </summary>
internal static class TextRepair
{
    /// <summary>NFKC of U+FF61 to U+FF9F, half-width katakana.</summary>
    private const string Katakana =
        "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309A";

    /// <summary>NFKC of U+FFA0 to U+FFBE, half-width Hangul consonants.</summary>
    private const string HangulConsonants =
        "\u1160\u1100\u1101\u11AA\u1102\u11AC\u11AD\u1103\u1104\u1105\u11B0\u11B1\u11B2\u11B3\u11B4\u11B5"
        + "\u111A\u1106\u1107\u1108\u1121\u1109\u110A\u110B\u110C\u110D\u110E\u110F\u1110\u1111\u1112";

    /// <summary>NFKC of U+FFE0 to U+FFEE, full-width signs and half-width forms; U+FFE3 is two characters, U+FFE7 is not assigned.</summary>
    private const string Signs = "¢£¬\u0304¦¥₩\uFFE7│←↑→↓■○";

    /// <summary>Repairs line by line. A line with a less-than sign stops the decoding of references for the rest of the text.</summary>
    public static string Fix(string text)
    {
        var repaired = new StringBuilder(text.Length);
        bool decodeReferences = true;
        for (int start = 0; start < text.Length;)
        {
            int lineEnd = text.IndexOf('\n', start) + 1;
            lineEnd = lineEnd == 0 ? text.Length : lineEnd;
            string line = text[start..lineEnd];
            decodeReferences &= !line.Contains('<');
            repaired.Append(FixLine(line, decodeReferences));
            start = lineEnd;
        }

        return repaired.ToString();
    }

    private static string FixLine(string line, bool decodeReferences)
    {
        // One repair can uncover another: a reference to a control character, mojibake of a ligature.
        while (true)
        {
            string before = line;
            line = decodeReferences ? HtmlEntities.Decode(line) : line;
            line = Mojibake.Repair(line);
            line = ReplaceCharacters(line);
            line = RemoveTerminalEscapes(line);
            line = RemoveControls(line);
            line = CanonicalForm.Compose(line);
            if (line == before)
            {
                return line;
            }
        }
    }

    private static string ReplaceCharacters(string line)
    {
        var replaced = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\r')
            {
                i += i + 1 < line.Length && line[i + 1] == '\n' ? 1 : 0;
                replaced.Append('\n');
            }
            else if (c < '\x80')
            {
                replaced.Append(c);
            }
            else if (char.IsSurrogate(c))
            {
                bool pair = i + 1 < line.Length && char.IsSurrogatePair(c, line[i + 1]);
                replaced.Append(pair ? line.AsSpan(i, 2) : "\uFFFD");
                i += pair ? 1 : 0;
            }
            else
            {
                AppendPlain(replaced, c);
            }
        }

        return replaced.ToString();
    }

    /// <summary>A character that has a plainer form, in that form.</summary>
    private static void AppendPlain(StringBuilder text, char c)
    {
        switch (c)
        {
            case >= '\u0080' and <= '\u009F': text.Append(Windows1252.ToChar((byte)c)); break;
            case 'Ĳ': text.Append("IJ"); break;
            case 'ĳ': text.Append("ij"); break;
            case 'ŉ': text.Append('\''); text.Append('n'); break; // by way of U+02BC, which is a curly quote
            case 'Ǆ': text.Append("DŽ"); break;
            case 'ǅ': text.Append("Dž"); break;
            case 'ǆ': text.Append("dž"); break;
            case 'Ǉ': text.Append("LJ"); break;
            case 'ǈ': text.Append("Lj"); break;
            case 'ǉ': text.Append("lj"); break;
            case 'Ǌ': text.Append("NJ"); break;
            case 'ǋ': text.Append("Nj"); break;
            case 'ǌ': text.Append("nj"); break;
            case 'Ǳ': text.Append("DZ"); break;
            case 'ǲ': text.Append("Dz"); break;
            case 'ǳ': text.Append("dz"); break;
            case 'ﬀ': text.Append("ff"); break;
            case 'ﬁ': text.Append("fi"); break;
            case 'ﬂ': text.Append("fl"); break;
            case 'ﬃ': text.Append("ffi"); break;
            case 'ﬄ': text.Append("ffl"); break;
            case 'ﬅ': text.Append("ſt"); break;
            case 'ﬆ': text.Append("st"); break;
            case '\u02BC' or (>= '\u2018' and <= '\u201B'): text.Append('\''); break;
            case >= '\u201C' and <= '\u201F': text.Append('"'); break;
            case '\u2028' or '\u2029': text.Append('\n'); break;
            case '\u3000': text.Append(' '); break;
            case >= '\uFF01' and <= '\uFF5E': text.Append((char)(c - 0xFEE0)); break;
            case '\uFF5F' or '\uFF60': text.Append((char)(c - 0xFF5F + 0x2985)); break;
            case >= '\uFF61' and <= '\uFF9F': text.Append(Katakana[c - 0xFF61]); break;
            case >= '\uFFA0' and <= '\uFFBE': text.Append(HangulConsonants[c - 0xFFA0]); break;
            case >= '\uFFC2' and <= '\uFFDC' when (c & 7) is >= 2 and <= 7: text.Append(HangulVowel(c)); break;
            case '\uFFE3': text.Append(" \u0304"); break;
            case >= '\uFFE0' and <= '\uFFEE': text.Append(Signs[c - 0xFFE0]); break;
            default: text.Append(c); break;
        }
    }

    /// <summary>Half-width vowels stand in rows of six: FFC2, FFCA, FFD2, and three at FFDA.</summary>
    private static char HangulVowel(char c) => (char)(0x1161 + ((c - 0xFFC0) / 8 * 6) + (c & 7) - 2);

    /// <summary>ANSI sequences: escape, <c>[</c>, digits and semicolons, one letter.</summary>
    private static string RemoveTerminalEscapes(string line)
    {
        if (!line.Contains("\x1B[", StringComparison.Ordinal))
        {
            return line;
        }

        var kept = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            int end = i;
            if (line[i] == '\x1B' && i + 1 < line.Length && line[i + 1] == '[')
            {
                end = i + 2;
                while (end < line.Length && (char.IsDigit(line[end]) || line[end] == ';'))
                {
                    end++;
                }

                end = end < line.Length && char.IsAsciiLetter(line[end]) ? end : i;
            }

            if (end > i)
            {
                i = end;
            }
            else
            {
                kept.Append(line[i]);
            }
        }

        return kept.ToString();
    }

    private static string RemoveControls(string line) => line.Any(IsDropped) ? string.Concat(line.Where(c => !IsDropped(c))) : line;

    /// <summary>Controls without effect on text, deprecated format characters, the byte order mark, annotation marks.</summary>
    private static bool IsDropped(char c) => c
        is < '\t' or '\v' or (>= '\x0E' and <= '\x1F') or '\x7F'
        or (>= '\u206A' and <= '\u206F') or '\uFEFF' or (>= '\uFFF9' and <= '\uFFFC');
}
