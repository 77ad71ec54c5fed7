using System.Globalization;
using System.Text;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>
/// Emphasis brackets: <c>(x)</c> times 1.1, <c>[x]</c> divided by 1.1, <c>(x:w)</c> times w, nested ones multiplied; a backslash
/// makes a bracket literal; the word BREAK closes a chunk. The grammar is that of webui's prompts, doubles multiplied in the order
/// in which the brackets close.
/// </summary>
public static class Attention
{
    private const double RoundFactor = 1.1;
    private const double SquareFactor = 1 / 1.1;

    /// <summary>Each open bracket multiplies all text after it: without a limit a long row of brackets takes quadratic time. 1.1 to this power is past any use.</summary>
    private const int MostOpenBrackets = 1000;

    /// <summary>The stretches of equal weight, in order; one empty text for an empty prompt. Brackets without partner are text, or act to the end.</summary>
    /// <exception cref="PromptException">A weight such as <c>1.2.3</c> is no number, or more than a thousand brackets are open at once.</exception>
    public static IReadOnlyList<WeightedText> Parse(string prompt)
    {
        var segments = new SegmentList();
        Stack<int> round = new(), square = new();
        for (int i = 0; i < prompt.Length;)
        {
            char c = prompt[i];
            if (c == '\\')
            {
                bool literal = i + 1 < prompt.Length && prompt[i + 1] is '(' or ')' or '[' or ']' or '\\';
                segments.AddText(literal ? prompt.Substring(i + 1, 1) : "");
                i += literal ? 2 : 1;
            }
            else if (c is '(' or '[')
            {
                (c == '(' ? round : square).Push(segments.Open());
                i++;
                if (round.Count + square.Count > MostOpenBrackets)
                {
                    throw new PromptException($"The prompt opens more than {MostOpenBrackets} brackets without closing them; take them out, or write \\( for a literal one.");
                }
            }
            else if (c == ':' && round.Count > 0 && WeightAt(prompt, i) is (string number, int end))
            {
                segments.Close(round.Pop(), ParseWeight(number, prompt));
                i = end;
            }
            else if ((c == ')' && round.Count > 0) || (c == ']' && square.Count > 0))
            {
                segments.Close((c == ')' ? round : square).Pop(), c == ')' ? RoundFactor : SquareFactor);
                i++;
            }
            else
            {
                int length = Math.Max(1, prompt.AsSpan(i).IndexOfAny("\\()[]:") is int next and >= 0 ? next : prompt.Length - i);
                AddWithBreaks(segments, prompt.Substring(i, length));
                i += length;
            }
        }

        while (round.TryPop(out int start))
        {
            segments.Close(start, RoundFactor);
        }

        while (square.TryPop(out int start))
        {
            segments.Close(start, SquareFactor);
        }

        return segments.Merged();
    }

    /// <summary>The number of <c>: 1.2 )</c> at a colon, and where the closing bracket ends; null when it is another kind of colon.</summary>
    private static (string Number, int End)? WeightAt(string prompt, int colon)
    {
        int start = SkipSpaces(prompt, colon + 1);
        int end = start < prompt.Length && prompt[start] is '+' or '-' ? start + 1 : start;
        int digits = end;
        while (end < prompt.Length && (prompt[end] == '.' || char.IsDigit(prompt, end)))
        {
            end += char.IsHighSurrogate(prompt[end]) ? 2 : 1;
        }

        int close = SkipSpaces(prompt, end);
        return end > digits && close < prompt.Length && prompt[close] == ')' ? (prompt[start..end], close + 1) : null;
    }

    private static double ParseWeight(string number, string prompt)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return double.TryParse(PythonText.AsciiDigits(number), Style, CultureInfo.InvariantCulture, out double weight)
            ? weight
            : throw new PromptException($"The weight '{number}' in the prompt '{prompt}' is not a number; write one such as (word:1.2).");
    }

    private static int SkipSpaces(string text, int index)
    {
        while (index < text.Length && PythonText.IsSpace(text[index]))
        {
            index++;
        }

        return index;
    }

    /// <summary>Adds a run of text, cut at every whole word BREAK; the blanks around the word go with it.</summary>
    private static void AddWithBreaks(SegmentList segments, string run)
    {
        string word = WeightedText.Break.Text;
        int start = 0;
        for (int at = run.IndexOf(word, StringComparison.Ordinal); at >= 0; at = run.IndexOf(word, at + word.Length, StringComparison.Ordinal))
        {
            if (PythonText.IsWordBefore(run, at) || PythonText.IsWordAt(run, at + word.Length))
            {
                continue;
            }

            segments.AddText(PythonText.StripEnd(run[start..at]));
            segments.AddBreak();
            start = SkipSpaces(run, at + word.Length);
        }

        segments.AddText(run[start..]);
    }

    /// <summary>The stretches found so far. Text without a bracket between is one stretch at once, so that closing a bracket touches few.</summary>
    private sealed class SegmentList
    {
        private readonly List<(StringBuilder Text, double Weight)> _segments = [];
        private bool _extendable;

        public void AddText(string text)
        {
            if (_extendable)
            {
                _segments[^1].Text.Append(text);
            }
            else
            {
                _segments.Add((new StringBuilder(text), 1));
                _extendable = true;
            }
        }

        public void AddBreak()
        {
            _segments.Add((new StringBuilder(WeightedText.Break.Text), WeightedText.Break.Weight));
            _extendable = false;
        }

        /// <summary>Notes that a bracket opens here; the result is what <see cref="Close"/> wants.</summary>
        public int Open()
        {
            _extendable = false;
            return _segments.Count;
        }

        public void Close(int start, double factor)
        {
            _extendable = false;
            for (int i = start; i < _segments.Count; i++)
            {
                _segments[i] = (_segments[i].Text, _segments[i].Weight * factor);
            }
        }

        public IReadOnlyList<WeightedText> Merged()
        {
            List<(StringBuilder Text, double Weight)> merged = [];
            foreach ((StringBuilder text, double weight) in _segments)
            {
                if (merged.Count > 0 && merged[^1].Weight == weight)
                {
                    merged[^1].Text.Append(text);
                }
                else
                {
                    merged.Add((text, weight));
                }
            }

            return merged.Count == 0 ? [new WeightedText("", 1)] : [.. merged.Select(segment => new WeightedText(segment.Text.ToString(), segment.Weight))];
        }
    }
}
