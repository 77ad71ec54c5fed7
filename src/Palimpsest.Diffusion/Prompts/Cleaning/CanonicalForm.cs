using System.Globalization;
using System.Text;

namespace Palimpsest.Diffusion.Prompts.Cleaning;

/// <summary>
/// Unicode normalisation form C (UAX #15) with the data of Unicode 14.0, the version of the reference's Python. The assembly runs
/// with invariant globalization, where <see cref="string.Normalize()"/> leaves text as it is.
/// </summary>
internal static class CanonicalForm
{
    // Hangul syllables are computed: The Unicode Standard, section 3.12.
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int VowelCount = 21, TrailCount = 28, LeadCount = 19, SyllableCount = LeadCount * VowelCount * TrailCount;

    private static readonly Lazy<Tables> Data = new(Tables.Load);

    /// <summary>The text in form C.</summary>
    public static string Compose(string text)
    {
        // Nothing below U+0300 decomposes into something that is not composed again, or moves.
        if (!text.Any(c => c >= '\u0300'))
        {
            return text;
        }

        Tables tables = Data.Value;
        var codes = new List<int>(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Decompose(tables, rune.Value, codes);
        }

        Reorder(tables, codes);
        Recompose(tables, codes);
        var composed = new StringBuilder(text.Length);
        foreach (int code in codes)
        {
            composed.Append(new Rune(code).ToString());
        }

        return composed.ToString();
    }

    private static void Decompose(Tables tables, int code, List<int> codes)
    {
        int syllable = code - SyllableBase;
        if (syllable is >= 0 and < SyllableCount)
        {
            codes.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            codes.Add(VowelBase + (syllable / TrailCount % VowelCount));
            if (syllable % TrailCount != 0)
            {
                codes.Add(TrailBase + (syllable % TrailCount));
            }
        }
        else if (tables.Decompositions.TryGetValue(code, out (int First, int Second) parts))
        {
            Decompose(tables, parts.First, codes);
            if (parts.Second != 0)
            {
                Decompose(tables, parts.Second, codes);
            }
        }
        else
        {
            codes.Add(code);
        }
    }

    /// <summary>Sorts every run of combining marks by class, keeping the order of equals.</summary>
    private static void Reorder(Tables tables, List<int> codes)
    {
        for (int start = 0; start < codes.Count; start++)
        {
            int end = start;
            while (end < codes.Count && tables.Class(codes[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                int[] sorted = [.. codes[start..end].OrderBy(tables.Class)];
                for (int i = 0; i < sorted.Length; i++)
                {
                    codes[start + i] = sorted[i];
                }
            }

            start = end;
        }
    }

    /// <summary>Joins each character with the starter before it when nothing of the same or a higher class stands between.</summary>
    private static void Recompose(Tables tables, List<int> codes)
    {
        int written = 0, starter = -1, lastClass = 0;
        foreach (int code in codes.ToArray())
        {
            int combiningClass = tables.Class(code);
            bool adjacent = starter == written - 1;
            if (starter >= 0
                && (adjacent || (lastClass != 0 && lastClass < combiningClass))
                && Join(tables, codes[starter], code) is int joined and > 0)
            {
                codes[starter] = joined;
                continue;
            }

            if (combiningClass == 0)
            {
                starter = written;
            }

            lastClass = combiningClass;
            codes[written++] = code;
        }

        codes.RemoveRange(written, codes.Count - written);
    }

    private static int Join(Tables tables, int first, int second)
    {
        int lead = first - LeadBase, vowel = second - VowelBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            return SyllableBase + (((lead * VowelCount) + vowel) * TrailCount);
        }

        int syllable = first - SyllableBase, trail = second - TrailBase;
        if (syllable is >= 0 and < SyllableCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount)
        {
            return first + trail;
        }

        return tables.Compositions.GetValueOrDefault((first, second));
    }

    private sealed class Tables
    {
        private readonly Dictionary<int, int> _classes = [];

        /// <summary>Second is 0 where a character decomposes into one.</summary>
        public Dictionary<int, (int First, int Second)> Decompositions { get; } = [];

        public Dictionary<(int First, int Second), int> Compositions { get; } = [];

        public int Class(int code) => _classes.GetValueOrDefault(code);

        public static Tables Load()
        {
            var tables = new Tables();
            foreach (string line in EmbeddedData.Lines("canonical.txt"))
            {
                string[] fields = line.Split('-', ' ', '=');
                if (line.Contains('='))
                {
                    (int, int) parts = (Hex(fields[1]), fields.Length > 2 ? Hex(fields[2]) : 0);
                    int code = Hex(fields[0].TrimEnd('!'));
                    tables.Decompositions[code] = parts;
                    if (!fields[0].EndsWith('!'))
                    {
                        tables.Compositions[parts] = code;
                    }
                }
                else
                {
                    for (int code = Hex(fields[0]); code <= Hex(fields[1]); code++)
                    {
                        tables._classes[code] = int.Parse(fields[2], CultureInfo.InvariantCulture);
                    }
                }
            }

            return tables;
        }

        private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
