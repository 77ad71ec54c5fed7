namespace Palimpsest.Diffusion;

/// <summary>Finds what a user probably meant to type.</summary>
public static class NearestName
{
    /// <summary>The candidate that needs the fewest inserted, deleted or replaced characters, ignoring case; the first of equals.</summary>
    public static string To(string name, IEnumerable<string> candidates) => candidates.MinBy(candidate => Distance(name, candidate))!;

    private static int Distance(string from, string to)
    {
        // Nobody mistypes a name by hundreds of characters; the bound keeps hostile input cheap.
        from = from[..Math.Min(from.Length, 100)].ToUpperInvariant();
        to = to.ToUpperInvariant();
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        int[] current = new int[to.Length + 1];
        for (int i = 0; i < from.Length; i++)
        {
            current[0] = i + 1;
            for (int j = 0; j < to.Length; j++)
            {
                int replaced = previous[j] + (from[i] == to[j] ? 0 : 1);
                current[j + 1] = Math.Min(replaced, Math.Min(previous[j + 1], current[j]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[^1];
    }
}
