namespace Palimpsest.Cli.Parsing;

/// <summary>The name that was probably meant.</summary>
internal static class NearestName
{
    /// <summary>The name with the fewest letters to insert, delete or exchange (Levenshtein), whatever their case; the earlier one of two.</summary>
    public static string Of(string text, IEnumerable<string> names) => names.MinBy(name => Distance(text.ToUpperInvariant(), name.ToUpperInvariant()))!;

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int exchanged = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(exchanged, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
