using System.Globalization;
using System.Text;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>
/// Character classes and conversions as Python 3.11 defines them. The reference programs' patterns and number parsing depend on
/// them, and .NET's own differ in places: blanks U+001C to U+001F, combining marks in words, digits of other scripts, final sigma.
/// </summary>
internal static class PythonText
{
    /// <summary>Python's <c>\s</c> and <c>str.isspace</c>.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1C' and <= '\x1F';

    /// <summary>Python's <c>\w</c>: letters and numbers of every script, and the underscore; no combining marks.</summary>
    public static bool IsWord(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsNumber(rune);

    /// <summary>Whether a word character starts at <paramref name="index"/>; false at the end of the text.</summary>
    public static bool IsWordAt(string text, int index) =>
        index < text.Length && Rune.TryGetRuneAt(text, index, out Rune rune) && IsWord(rune);

    /// <summary>Whether a word character ends just before <paramref name="index"/>; false at the start of the text.</summary>
    public static bool IsWordBefore(string text, int index) =>
        index > 0 && Rune.DecodeLastFromUtf16(text.AsSpan(0, index), out Rune rune, out _) == System.Buffers.OperationStatus.Done && IsWord(rune);

    public static string Strip(string text) => StripEnd(StripStart(text));

    public static string StripStart(string text)
    {
        int start = 0;
        while (start < text.Length && IsSpace(text[start]))
        {
            start++;
        }

        return text[start..];
    }

    public static string StripEnd(string text)
    {
        int end = text.Length;
        while (end > 0 && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[..end];
    }

    /// <summary>Python's <c>\d</c> replaced by the ASCII digit it stands for; everything else is kept.</summary>
    public static string AsciiDigits(string text)
    {
        if (!text.Any(c => c > '\x7F'))
        {
            return text;
        }

        var ascii = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
            {
                ascii.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            }
            else
            {
                ascii.Append(rune.ToString());
            }
        }

        return ascii.ToString();
    }

    /// <summary>Python's <c>str.lower</c>: the full mapping of U+0130 and the final sigma, otherwise one character for one.</summary>
    public static string Lower(string text)
    {
        if (!text.Any(c => c > '\x7F'))
        {
            return text.ToLowerInvariant();
        }

        var lower = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int length);
            if (rune.Value == 0x130)
            {
                lower.Append("i\u0307");
            }
            else if (rune.Value == 0x3A3)
            {
                lower.Append(IsFinalSigma(text, i) ? '\u03C2' : '\u03C3');
            }
            else
            {
                lower.Append(Rune.ToLowerInvariant(rune).ToString());
            }

            i += length;
        }

        return lower.ToString();
    }

    /// <summary>Unicode's Final_Sigma condition: a cased letter before, none after, marks and the like not counted.</summary>
    private static bool IsFinalSigma(string text, int index)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, index), after = text.AsSpan(index + 1);
        bool preceded = false;
        while (!before.IsEmpty)
        {
            Rune.DecodeLastFromUtf16(before, out Rune rune, out int length);
            before = before[..^length];
            if (!IsCaseIgnorable(rune))
            {
                preceded = IsCased(rune);
                break;
            }
        }

        while (preceded && !after.IsEmpty)
        {
            Rune.DecodeFromUtf16(after, out Rune rune, out int length);
            after = after[length..];
            if (!IsCaseIgnorable(rune))
            {
                return !IsCased(rune);
            }
        }

        return preceded;
    }

    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    /// <summary>Unicode's Case_Ignorable: marks, format characters, modifiers, and the punctuation that stands inside words.</summary>
    private static bool IsCaseIgnorable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
        or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || rune.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
            or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A;
}
