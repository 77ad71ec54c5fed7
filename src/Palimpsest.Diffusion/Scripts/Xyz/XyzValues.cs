using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Diffusion.Scripts.Xyz;

/// <summary>Reads the values of an axis as webui does: CSV, ranges, permutations. Values are long, double, string or string[].</summary>
internal static partial class XyzValues
{
    private const int Most = 10_000, MostPermuted = 6;

    /// <exception cref="GenerationException">A value is none; the message says which of which axis.</exception>
    public static IReadOnlyList<object> Parse(string letter, XyzAxis axis, string text)
    {
        List<string> items = Csv(text);
        List<object> values = axis.Kind switch
        {
            XyzValueKind.Nothing => [0L],
            XyzValueKind.Integer => [.. items.Where(item => item.Length > 0).SelectMany(item => Integers(letter, axis, item))],
            XyzValueKind.Real => [.. items.Where(item => item.Length > 0).SelectMany(item => Reals(letter, axis, item))],
            XyzValueKind.Permutations => [.. Permutations(letter, items)],
            _ => [.. items],
        };
        if (values.Count == 0 || (axis.Kind == XyzValueKind.Text && items.All(item => item.Length == 0)))
        {
            throw Error(letter, axis, "has no values: give some, separated by commas");
        }

        return values.Count <= Most ? values : throw Error(letter, axis, $"has {values.Count} values: at most {Most} are possible");
    }

    /// <summary>The items between commas, trimmed; quotes hold commas together, a doubled quote is one.</summary>
    public static List<string> Csv(string text)
    {
        List<string> items = [];
        var item = new StringBuilder();
        bool isQuoted = false, isStart = true;
        text = text.Replace("\r", "").Replace('\n', ' ');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                item.Append(text[++i]);
            }
            else if (c == '"' && (isQuoted || isStart))
            {
                (isQuoted, isStart) = (!isQuoted, false);
            }
            else if (c == ',' && !isQuoted)
            {
                items.Add(item.ToString().Trim());
                item.Clear();
                isStart = true;
            }
            else if (!(isStart && c == ' '))
            {
                item.Append(c);
                isStart = false;
            }
        }

        items.Add(item.ToString().Trim());
        return items.Count == 1 && items[0].Length == 0 ? [] : items;
    }

    /// <summary>What a legend says of a value.</summary>
    public static string Legend(XyzAxis axis, object value)
    {
        string text = value switch
        {
            double real => ((PythonNumber)Math.Round(real, 8, MidpointRounding.ToEven)).ToString(),
            string[] parts => string.Join(", ", parts),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        return axis.IsNothing ? "" : axis.LegendIsValue ? text : $"{axis.Label}: {text}";
    }

    private static IEnumerable<object> Integers(string letter, XyzAxis axis, string item)
    {
        if (IntegerRange().Match(item) is { Success: true } range)
        {
            long start = Whole(range.Groups[1]), end = Whole(range.Groups[2]) + 1, step = range.Groups[3].Success ? Whole(range.Groups[3]) : 1;
            return Steps(letter, axis, item, start, end, step).Select(value => (object)(long)value);
        }

        if (IntegerCount().Match(item) is { Success: true } count)
        {
            return Spread(letter, axis, item, Whole(count.Groups[1]), Whole(count.Groups[2]), count.Groups[3].Value).Select(value => (object)(long)value);
        }

        return long.TryParse(item, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? [number]
            : throw Error(letter, axis, $"has the value '{item}', but its values are whole numbers or ranges such as 1-5, 1-5(+2) or 1-10[5]");
    }

    private static IEnumerable<object> Reals(string letter, XyzAxis axis, string item)
    {
        if (RealRange().Match(item) is { Success: true } range)
        {
            double start = Number(range.Groups[1]), end = Number(range.Groups[2]), step = range.Groups[3].Success ? Number(range.Groups[3]) : 1;
            return Steps(letter, axis, item, start, end + step, step).Select(value => (object)value);
        }

        if (RealCount().Match(item) is { Success: true } count)
        {
            return Spread(letter, axis, item, Number(count.Groups[1]), Number(count.Groups[2]), count.Groups[3].Value).Select(value => (object)value);
        }

        return double.TryParse(item, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? [number]
            : throw Error(letter, axis, $"has the value '{item}', but its values are numbers or ranges such as 1-5, 1-5(+0.5) or 1-10[5]");
    }

    /// <summary>start, start + step … before end: numpy's arange.</summary>
    private static IEnumerable<double> Steps(string letter, XyzAxis axis, string item, double start, double end, double step)
    {
        double count = step == 0 ? double.PositiveInfinity : Math.Ceiling((end - start) / step);
        return count <= Most
            ? Enumerable.Range(0, (int)Math.Max(count, 0)).Select(i => start + (i * step))
            : throw Error(letter, axis, $"has the range '{item}', which is longer than {Most} values");
    }

    /// <summary>So many values at equal distances, both ends included: numpy's linspace.</summary>
    private static IEnumerable<double> Spread(string letter, XyzAxis axis, string item, double start, double end, string countText)
    {
        if (!int.TryParse(countText, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count > Most)
        {
            throw Error(letter, axis, $"has the range '{item}', which is longer than {Most} values");
        }

        double step = count > 1 ? (end - start) / (count - 1) : 0;
        return Enumerable.Range(0, count).Select(i => i > 0 && i == count - 1 ? end : start + (i * step));
    }

    private static IEnumerable<object> Permutations(string letter, List<string> items)
    {
        if (items.Count > MostPermuted)
        {
            throw new GenerationException($"X/Y/Z plot: {letter} permutes {items.Count} texts, but {MostPermuted} are the most: that is {Most} pictures and more.");
        }

        return items.Count == 0 ? [] : Ordered([.. items]);
    }

    /// <summary>In lexicographic order of places, as Python's.</summary>
    private static IEnumerable<string[]> Ordered(string[] items)
    {
        if (items.Length == 0)
        {
            yield return [];
            yield break;
        }

        for (int i = 0; i < items.Length; i++)
        {
            foreach (string[] rest in Ordered([.. items[..i], .. items[(i + 1)..]]))
            {
                yield return [items[i], .. rest];
            }
        }
    }

    private static long Whole(Group group) =>
        long.TryParse(group.Value.Replace(" ", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && Math.Abs(number) < 1L << 53
            ? number
            : throw new GenerationException($"X/Y/Z plot: {group.Value} is too large a number.");

    private static double Number(Group group) => double.Parse(group.Value.Replace(" ", ""), NumberStyles.Float, CultureInfo.InvariantCulture);

    internal static GenerationException Error(string letter, XyzAxis axis, string what) => new($"X/Y/Z plot: {letter} ({axis.Label}) {what}.");

    [GeneratedRegex(@"^\s*([+-]?\s*\d+)\s*-\s*([+-]?\s*\d+)(?:\s*\(([+-]\d+)\s*\))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerRange();

    [GeneratedRegex(@"^\s*([+-]?\s*\d+)\s*-\s*([+-]?\s*\d+)(?:\s*\[(\d+)\s*\])\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerCount();

    [GeneratedRegex(@"^\s*([+-]?\s*\d+(?:\.\d*)?)\s*-\s*([+-]?\s*\d+(?:\.\d*)?)(?:\s*\(([+-]\d+(?:\.\d*)?)\s*\))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex RealRange();

    [GeneratedRegex(@"^\s*([+-]?\s*\d+(?:\.\d*)?)\s*-\s*([+-]?\s*\d+(?:\.\d*)?)(?:\s*\[(\d+)\s*\])\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex RealCount();
}
