using System.Text;

namespace Palimpsest.Diffusion.Prompts.Schedules;

/// <summary>
/// Reads the schedule grammar in one pass. Groups must be well formed all through: a sign without partner makes all groups around
/// it text. webui's grammar is ambiguous where such a sign follows a group at once; there the group is text too, as its parser chose.
/// </summary>
internal sealed class ScheduleParser
{
    /// <summary>Groups nested deeper are text; webui's own limit is Python's recursion, near a thousand.</summary>
    private const int DeepestNesting = 200;

    private readonly Stack<Frame> _open = new();
    private readonly List<PromptNode> _top = [];

    private ScheduleParser()
    {
    }

    /// <summary>The prompt's pieces; null when it cannot be parsed and is constant text: a bar outside of groups, or a last backslash.</summary>
    public static IReadOnlyList<PromptNode>? Parse(string prompt)
    {
        var parser = new ScheduleParser();
        for (int i = 0; i < prompt.Length;)
        {
            int length = PlainLength(prompt, i);
            if (length > 0)
            {
                parser.Add(new PromptText(prompt.Substring(i, length)));
                i += length;
            }
            else if (prompt[i] == '\\')
            {
                return null;
            }
            else
            {
                parser.AddSign(prompt[i++]);
            }
        }

        parser.DissolveOpen();
        return parser._top.Any(node => node is PromptText { IsStray: true, Value: "|" }) ? null : parser._top;
    }

    /// <summary>Length of the run without signs; a backslash takes the next character along, but no line end.</summary>
    private static int PlainLength(string prompt, int start)
    {
        int i = start;
        while (i < prompt.Length && prompt[i] is not ('[' or ']' or '(' or ')' or ':' or '|'))
        {
            if (prompt[i] == '\\')
            {
                if (i + 1 == prompt.Length || prompt[i + 1] == '\n')
                {
                    break;
                }

                i++;
            }

            i++;
        }

        return i - start;
    }

    private void AddSign(char sign)
    {
        switch (sign)
        {
            case '(' or '[':
                if (_open.Count == DeepestNesting)
                {
                    DissolveOpen();
                }

                _open.Push(new Frame(sign));
                break;
            case ':' or '|' when _open.TryPeek(out Frame? frame) && frame.TrySeparate(sign):
                break;
            case ')' or ']' when _open.TryPeek(out Frame? frame) && frame.Close(sign) is PromptGroup group:
                _open.Pop();
                Add(group);
                break;
            default:
                DissolveOpen();
                AddTop(new PromptText(sign.ToString(), IsStray: true));
                break;
        }
    }

    private void Add(PromptNode node)
    {
        if (_open.TryPeek(out Frame? frame))
        {
            frame.Parts[^1].Add(node);
        }
        else
        {
            AddTop(node);
        }
    }

    /// <summary>Makes the openers and separators of all groups that are still open text, outermost first.</summary>
    private void DissolveOpen()
    {
        foreach (Frame frame in _open.Reverse())
        {
            AddTop(new PromptText(frame.Opener.ToString(), IsStray: true));
            for (int i = 0; i < frame.Parts.Count; i++)
            {
                if (i > 0)
                {
                    AddTop(new PromptText(frame.Separator.ToString(), IsStray: true));
                }

                frame.Parts[i].ForEach(AddTop);
            }
        }

        _open.Clear();
    }

    private void AddTop(PromptNode node)
    {
        if (node is PromptText { IsStray: true } && _top.Count > 0 && _top[^1] is PromptGroup group)
        {
            _top.RemoveAt(_top.Count - 1);
            foreach (PromptNode part in group.Dissolved())
            {
                AddTop(part);
            }
        }

        _top.Add(node);
    }

    /// <summary>A group whose closing bracket has not come yet.</summary>
    private sealed class Frame(char opener)
    {
        public char Opener { get; } = opener;

        /// <summary>The separator seen so far; a colon until one is.</summary>
        public char Separator { get; private set; } = ':';

        public List<List<PromptNode>> Parts { get; } = [[]];

        /// <summary>Begins the next part, if the separator fits those before: one colon in round brackets, two in square ones, or any number of bars there.</summary>
        public bool TrySeparate(char separator)
        {
            bool fits = separator == '|'
                ? Opener == '[' && (Parts.Count == 1 || Separator == '|')
                : Separator == ':' && Parts.Count <= (Opener == '(' ? 1 : 2);
            if (fits)
            {
                Separator = separator;
                Parts.Add([]);
            }

            return fits;
        }

        /// <summary>The group, if the closing bracket fits the opening one and, after a colon in square brackets, a number stands last.</summary>
        public PromptGroup? Close(char closer)
        {
            if (closer != (Opener == '(' ? ')' : ']'))
            {
                return null;
            }

            PromptGroupKind kind = Parts.Count == 1 || Opener == '(' ? PromptGroupKind.Emphasis
                : Separator == '|' ? PromptGroupKind.Alternation
                : PromptGroupKind.Switch;
            string? when = kind == PromptGroupKind.Switch ? Number(Parts[^1]) : "";
            return when is null ? null : new PromptGroup(kind, Opener, Parts, when);
        }

        private static string? Number(List<PromptNode> part)
        {
            var text = new StringBuilder();
            foreach (PromptNode node in part)
            {
                if (node is not PromptText plain)
                {
                    return null;
                }

                text.Append(plain.Value);
            }

            string number = PythonText.Strip(text.ToString());
            return IsNumber(number) ? number : null;
        }

        /// <summary>Sign, digits with or without a point, exponent: <c>5</c>, <c>.5</c>, <c>1.</c>, <c>-2.5e-3</c>.</summary>
        private static bool IsNumber(string text)
        {
            int i = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
            int whole = Digits(text, ref i), fraction = 0;
            if (i < text.Length && text[i] == '.')
            {
                i++;
                fraction = Digits(text, ref i);
            }

            if (whole + fraction > 0 && i < text.Length && text[i] is 'e' or 'E')
            {
                i++;
                i += i < text.Length && text[i] is '+' or '-' ? 1 : 0;
                return Digits(text, ref i) > 0 && i == text.Length;
            }

            return whole + fraction > 0 && i == text.Length;
        }

        private static int Digits(string text, ref int index)
        {
            int start = index;
            while (index < text.Length && char.IsAsciiDigit(text[index]))
            {
                index++;
            }

            return index - start;
        }
    }
}
