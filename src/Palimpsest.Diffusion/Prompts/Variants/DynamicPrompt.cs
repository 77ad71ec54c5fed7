using System.Globalization;
using System.Text;

namespace Palimpsest.Diffusion.Prompts.Variants;

/// <summary>
/// <c>{a|b|c}</c> takes one of the texts, nested as deep as one likes; <c>{3::a|b}</c> takes a three times as often; <c>{2$$a|b|c}</c> takes two
/// different ones, joined by a comma. Braces without a partner are text.
/// </summary>
internal sealed class DynamicPrompt
{
    /// <summary>Braces within braces; what is deeper is text, so that hostile input cannot overflow the stack.</summary>
    private const int Deepest = 200;

    private readonly string _text;
    private readonly int[] _partners;
    private readonly PythonRandom _random;

    private DynamicPrompt(string text, PythonRandom random) => (_text, _partners, _random) = (text, Partners(text), random);

    public static bool IsIn(string text) => text.Contains('{');

    public static string Choose(string text, PythonRandom random)
    {
        var result = new StringBuilder();
        new DynamicPrompt(text, random).Write(result, 0, text.Length);
        return result.ToString();
    }

    private void Write(StringBuilder result, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (_partners[i] == 0)
            {
                result.Append(_text[i]);
                continue;
            }

            WriteChoice(result, i + 1, _partners[i]);
            i = _partners[i];
        }
    }

    private void WriteChoice(StringBuilder result, int start, int end)
    {
        int count = 1, mark = _text.IndexOf("$$", start, end - start, StringComparison.Ordinal);
        if (mark > start && int.TryParse(_text.AsSpan(start, mark - start), NumberStyles.None, CultureInfo.InvariantCulture, out int given))
        {
            (count, start) = (given, mark + 2);
        }

        List<(double Weight, int Start, int End)> options = Options(start, end);
        for (int i = 0; i < count && options.Count > 0; i++)
        {
            (double Weight, int Start, int End) chosen = options[Draw(options)];
            options.Remove(chosen);
            if (i > 0)
            {
                result.Append(", ");
            }

            Write(result, chosen.Start, chosen.End);
        }
    }

    private int Draw(List<(double Weight, int Start, int End)> options)
    {
        if (options.All(option => option.Weight == 1))
        {
            return _random.Below(options.Count);
        }

        double target = _random.Unit() * options.Sum(option => option.Weight);
        for (int i = 0; i < options.Count - 1; i++)
        {
            target -= options[i].Weight;
            if (target < 0)
            {
                return i;
            }
        }

        return options.Count - 1;
    }

    /// <summary>The texts between bars outside inner braces, each with its weight.</summary>
    private List<(double Weight, int Start, int End)> Options(int start, int end)
    {
        List<(double, int, int)> options = [];
        int begin = start;
        for (int i = start; i <= end; i++)
        {
            if (i == end || _text[i] == '|')
            {
                options.Add(Weighted(begin, i));
                begin = i + 1;
            }
            else if (_partners[i] > 0)
            {
                i = _partners[i];
            }
        }

        return options;
    }

    private (double Weight, int Start, int End) Weighted(int start, int end)
    {
        int mark = _text.IndexOf("::", start, end - start, StringComparison.Ordinal);
        return mark > start
            && double.TryParse(_text.AsSpan(start, mark - start), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double weight)
            && double.IsFinite(weight)
                ? (weight, mark + 2, end)
                : (1, start, end);
    }

    /// <summary>For every opening brace where its closing one is; 0 for anything else.</summary>
    private static int[] Partners(string text)
    {
        var partners = new int[text.Length];
        var open = new Stack<int>();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '{')
            {
                open.Push(i);
            }
            else if (text[i] == '}' && open.TryPop(out int start) && open.Count < Deepest)
            {
                partners[start] = i;
            }
        }

        return partners;
    }
}
