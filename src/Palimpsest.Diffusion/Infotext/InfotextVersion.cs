using System.Globalization;

namespace Palimpsest.Diffusion.Infotext;

/// <summary>
/// webui's version in an infotext, such as <c>v1.7.0-225-g1234567</c>: release, then commits since it. Ordered as Python's packaging
/// orders versions; a release candidate comes before its release.
/// </summary>
internal sealed record InfotextVersion(IReadOnlyList<int> Release, bool IsPrerelease, int PrereleaseNumber, int Post) : IComparable<InfotextVersion>
{
    private static readonly string[] PrereleaseWords = ["rc", "alpha", "beta", "preview", "pre", "a", "b", "c"];

    /// <summary>The version; null when the text is none, as of other programs.</summary>
    public static InfotextVersion? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        // From the second hyphen on stands the commit.
        string[] parts = text.Split('-');
        string version = (parts.Length > 2 ? $"{parts[0]}-{parts[1]}" : text).Trim().ToLowerInvariant();
        int i = version.StartsWith('v') ? 1 : 0;
        List<int> release = [];
        do
        {
            i += release.Count > 0 ? 1 : 0;
            if (Number(version, ref i) is not int number)
            {
                return null;
            }

            release.Add(number);
        }
        while (i + 1 < version.Length && version[i] == '.' && char.IsAsciiDigit(version[i + 1]));

        int post = -1, prereleaseNumber = 0;
        bool isPrerelease = false;
        if (i < version.Length)
        {
            int word = i + (version[i] is '.' or '-' or '_' ? 1 : 0);
            string? prerelease = PrereleaseWords.FirstOrDefault(candidate => version.AsSpan(word).StartsWith(candidate));
            if (prerelease is not null)
            {
                i = word + prerelease.Length;
                prereleaseNumber = Number(version, ref i) ?? 0;
                isPrerelease = true;
            }
            else if (version[i] == '-' || version.AsSpan(word).StartsWith("post"))
            {
                i = word + (version.AsSpan(word).StartsWith("post") ? 4 : 0);
                post = Number(version, ref i) ?? -1;
                i = post < 0 ? -1 : i;
            }
        }

        return i == version.Length ? new InfotextVersion(release, isPrerelease, prereleaseNumber, post) : null;
    }

    public static bool operator <(InfotextVersion left, InfotextVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(InfotextVersion left, InfotextVersion right) => left.CompareTo(right) > 0;

    public int CompareTo(InfotextVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (int i = 0; i < Math.Max(Release.Count, other.Release.Count); i++)
        {
            int difference = Release.ElementAtOrDefault(i).CompareTo(other.Release.ElementAtOrDefault(i));
            if (difference != 0)
            {
                return difference;
            }
        }

        return (IsPrerelease ? 0 : 1, PrereleaseNumber, Post).CompareTo((other.IsPrerelease ? 0 : 1, other.PrereleaseNumber, other.Post));
    }

    private static int? Number(string text, ref int index)
    {
        int start = index;
        while (index < text.Length && char.IsAsciiDigit(text[index]))
        {
            index++;
        }

        return int.TryParse(text.AsSpan(start, index - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
