using System.Globalization;
using System.Text;
using Palimpsest.Diffusion.Prompts.Cleaning;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>
/// CLIP's tokenizer: cleans the text, cuts it into words, and each word into byte pairs. Safe for use by several threads; the
/// vocabulary is loaded on first use.
/// </summary>
public sealed class ClipTokenizer(ClipTokenizerKind kind = ClipTokenizerKind.Transformers)
{
    public const int StartOfText = 49406;
    public const int EndOfText = 49407;

    /// <summary>A comma that is a word of its own.</summary>
    public const int Comma = 267;

    private const int LongestCachedWord = 64, MostCachedWords = 16384; // a few megabytes at most
    private static readonly string[] Suffixes = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private readonly string _startMark = kind == ClipTokenizerKind.OpenClip ? "<start_of_text>" : "<|startoftext|>";
    private readonly string _endMark = kind == ClipTokenizerKind.OpenClip ? "<end_of_text>" : "<|endoftext|>";
    private readonly Dictionary<string, int[]> _words = [];
    private readonly Lock _wordsLock = new();

    /// <summary>Token ids of a text, without start and end tokens, of any length.</summary>
    public int[] Encode(string text)
    {
        var ids = new List<int>();
        if (kind == ClipTokenizerKind.OpenClip)
        {
            string repaired = TextRepair.Fix(text);
            AppendWords(Clean(HtmlEntities.Unescape(HtmlEntities.Unescape(repaired))), ids);
            return [.. ids];
        }

        // transformers cuts the marks out of the raw text, before any cleaning.
        for (int start = 0; start < text.Length;)
        {
            int mark = start;
            while (mark < text.Length && MarkAt(text, mark, foldCase: false).Length == 0)
            {
                mark = text.IndexOf('<', mark + 1) is int next and >= 0 ? next : text.Length;
            }

            AppendWords(Clean(TextRepair.Fix(text[start..mark])), ids);
            start = mark;
            if (mark < text.Length)
            {
                (int length, int id) = MarkAt(text, mark, foldCase: false);
                ids.Add(id);
                start += length;
            }
        }

        return [.. ids];
    }

    /// <summary>Runs of blanks as one, none at the ends, lower case.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!PythonText.IsSpace(c))
            {
                clean.Append(c);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return PythonText.Lower(clean.ToString().TrimEnd(' '));
    }

    private void AppendWords(string text, List<int> ids)
    {
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == ' ')
            {
                i++;
                continue;
            }

            int length = WordLength(text, i);
            AppendWord(text.Substring(i, length), ids);
            i += length;
        }
    }

    /// <summary>
    /// Length of the word at a place: a mark, an English suffix (<c>'s</c>), a run of letters, one digit, or a run of anything else.
    /// </summary>
    private int WordLength(string text, int start)
    {
        if (MarkAt(text, start, foldCase: true).Length is int mark and > 0)
        {
            return mark;
        }

        foreach (string suffix in Suffixes)
        {
            if (StartsWith(text, start, suffix))
            {
                return suffix.Length;
            }
        }

        WordKind kind = KindAt(text, start, out int length);
        int end = start + length;
        while (kind != WordKind.Number && end < text.Length && KindAt(text, end, out length) == kind)
        {
            end += length;
        }

        return end - start;
    }

    private static WordKind KindAt(string text, int index, out int length)
    {
        Rune.DecodeFromUtf16(text.AsSpan(index), out Rune rune, out length);
        return rune.Value == ' ' ? WordKind.Blank : Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => WordKind.Letters,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => WordKind.Number,
            _ => WordKind.Signs,
        };
    }

    private (int Length, int Id) MarkAt(string text, int index, bool foldCase)
    {
        bool Is(string mark) => foldCase ? StartsWith(text, index, mark) : string.CompareOrdinal(text, index, mark, 0, mark.Length) == 0;
        return Is(_endMark) ? (_endMark.Length, EndOfText) : Is(_startMark) ? (_startMark.Length, StartOfText) : default;
    }

    /// <summary>Comparison of lower-case text that takes the long s for an s, as the pattern's case folding does.</summary>
    private static bool StartsWith(string text, int index, string start)
    {
        if (index + start.Length > text.Length)
        {
            return false;
        }

        for (int i = 0; i < start.Length; i++)
        {
            if ((text[index + i] == 'ſ' ? 's' : text[index + i]) != start[i])
            {
                return false;
            }
        }

        return true;
    }

    private void AppendWord(string word, List<int> ids)
    {
        if (word == _startMark || word == _endMark)
        {
            ids.Add(word == _startMark ? StartOfText : EndOfText);
            return;
        }

        if (word.Length > LongestCachedWord)
        {
            ClipVocabulary.Instance.AppendWord(word, ids);
            return;
        }

        int[]? known;
        lock (_wordsLock)
        {
            _words.TryGetValue(word, out known);
        }

        if (known is null)
        {
            var found = new List<int>();
            ClipVocabulary.Instance.AppendWord(word, found);
            known = [.. found];
            lock (_wordsLock)
            {
                if (_words.Count >= MostCachedWords)
                {
                    _words.Clear();
                }

                _words[word] = known;
            }
        }

        ids.AddRange(known);
    }

    private enum WordKind
    {
        Blank,
        Letters,
        Number,
        Signs,
    }
}
