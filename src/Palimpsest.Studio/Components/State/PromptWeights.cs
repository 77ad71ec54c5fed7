using System.Globalization;
using System.Text.RegularExpressions;

namespace Palimpsest.Studio.Components.State;

/// <summary>webui's Ctrl+Up and Ctrl+Down: they change how much the words under the cursor count.</summary>
public static partial class PromptWeights
{
    /// <summary>What one press changes: keyedit_precision_attention, and keyedit_precision_extra inside <c>&lt;…&gt;</c>.</summary>
    private const double Step = 0.1, NetworkStep = 0.05;

    /// <summary>What a bracket without a number multiplies by.</summary>
    private const double Bracket = 1.1;

    /// <summary>What ends a word: keyedit_delimiters, and blanks.</summary>
    private const string Delimiters = ".,\\/!?%^*;:{}=`~() \t\r\n";

    /// <summary>The prompt with the weight changed; as it was where there is nothing to weigh.</summary>
    public static PromptEdit Change(PromptEdit edit, bool up)
    {
        PromptEdit chosen = edit.Start < edit.End ? edit : Inside(edit, '<', '>') ?? Inside(edit, '(', ')') ?? Inside(edit, '[', ']') ?? Word(edit);
        if (chosen.Start == chosen.End)
        {
            return edit;
        }

        if (chosen.Start > 0 && chosen.Text[chosen.Start - 1] == '<')
        {
            return SetWeight(chosen, weight => weight + (up ? NetworkStep : -NetworkStep), '>') ?? edit;
        }

        PromptEdit weighted = WithNumber(chosen);
        PromptEdit changed = SetWeight(weighted, weight => weight + (up ? Step : -Step), ')') ?? weighted;
        return WithoutNeutralWeight(changed);
    }

    /// <summary>The text inside the brackets around the cursor, up to its weight; null when the cursor is in none.</summary>
    private static PromptEdit? Inside(PromptEdit edit, char open, char close)
    {
        string before = edit.Text[..edit.Start], after = edit.Text[edit.Start..];
        int opening = Unmatched(before.Reverse(), open, close), closing = Unmatched(after, close, open);
        if (opening < 0 || closing < 0)
        {
            return null;
        }

        int start = before.Length - opening, end = edit.Start + closing;
        int colon = edit.Text.LastIndexOf(':', end - 1, end - start);
        bool isWeighted = colon > start && IsNumber(edit.Text.AsSpan(colon + 1, end - colon - 1));
        return edit with { Start = start, End = isWeighted ? colon : end };
    }

    /// <summary>How far away the first bracket is that has no partner on the way; -1 when there is none.</summary>
    private static int Unmatched(IEnumerable<char> text, char sought, char partner)
    {
        int depth = 0, index = 0;
        foreach (char c in text)
        {
            depth += c == partner ? 1 : c == sought ? -1 : 0;
            if (depth < 0)
            {
                return index;
            }

            index++;
        }

        return -1;
    }

    private static PromptEdit Word(PromptEdit edit)
    {
        int start = edit.Start, end = edit.Start;
        while (start > 0 && !Delimiters.Contains(edit.Text[start - 1], StringComparison.Ordinal))
        {
            start--;
        }

        while (end < edit.Text.Length && !Delimiters.Contains(edit.Text[end], StringComparison.Ordinal))
        {
            end++;
        }

        return edit with { Start = start, End = end };
    }

    /// <summary>The selection as <c>(text:1.0)</c>: brackets around it without a number become one.</summary>
    private static PromptEdit WithNumber(PromptEdit edit)
    {
        edit = Trimmed(edit);
        (string text, int start, int end) = (edit.Text, edit.Start, edit.End);
        bool isWeighted = start > 0 && text[start - 1] == '(' && WeightEnd(text, end, ')') >= 0;
        if (isWeighted)
        {
            return edit;
        }

        int round = Depth(text, start, end, '(', ')'), square = round > 0 ? 0 : Depth(text, start, end, '[', ']');
        int depth = Math.Max(round, square);
        double weight = Math.Round(Math.Pow(square > 0 ? 1 / Bracket : Bracket, depth), 1);
        string inner = text[start..end];
        string whole = text[..(start - depth)] + $"({inner}:{Print(weight)})" + text[(end + depth)..];
        return new PromptEdit(whole, start - depth + 1, start - depth + 1 + inner.Length);
    }

    private static PromptEdit Trimmed(PromptEdit edit)
    {
        string selected = edit.Selected;
        int left = selected.Length - selected.TrimStart().Length, right = selected.Length - selected.TrimEnd().Length;
        return left == selected.Length ? edit : edit with { Start = edit.Start + left, End = edit.End - right };
    }

    private static int Depth(string text, int start, int end, char open, char close)
    {
        int depth = 0;
        while (start - depth > 0 && end + depth < text.Length && text[start - depth - 1] == open && text[end + depth] == close)
        {
            depth++;
        }

        return depth;
    }

    private static PromptEdit? SetWeight(PromptEdit edit, Func<double, double> change, char close)
    {
        int end = WeightEnd(edit.Text, edit.End, close);
        if (end < 0)
        {
            return null;
        }

        double weight = double.Parse(edit.Text.AsSpan(edit.End + 1, end - edit.End - 1), CultureInfo.InvariantCulture);
        return edit with { Text = edit.Text[..(edit.End + 1)] + Print(change(weight)) + edit.Text[end..] };
    }

    /// <summary>Where the number of <c>:1.2)</c> ends that begins at a place; -1 when none does.</summary>
    private static int WeightEnd(string text, int colon, char close)
    {
        int end = colon < text.Length && text[colon] == ':' ? text.IndexOf(close, colon) : -1;
        return end >= 0 && IsNumber(text.AsSpan(colon + 1, end - colon - 1)) ? end : -1;
    }

    private static PromptEdit WithoutNeutralWeight(PromptEdit edit) =>
        edit.Text.AsSpan(edit.End).StartsWith(":1.0)", StringComparison.Ordinal)
            ? new PromptEdit(edit.Text[..(edit.Start - 1)] + edit.Selected + edit.Text[(edit.End + ":1.0)".Length)..], edit.Start - 1, edit.End - 1)
            : edit;

    private static bool IsNumber(ReadOnlySpan<char> text) => NumberPattern().IsMatch(text);

    /// <summary>As webui prints weights: 12 significant digits, whole numbers with .0.</summary>
    private static string Print(double weight)
    {
        string text = double.Parse(weight.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    [GeneratedRegex(@"^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$")]
    private static partial Regex NumberPattern();
}
