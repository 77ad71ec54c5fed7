using System.Globalization;

namespace Palimpsest.Cli.Parsing;

/// <summary>Sizes as webui writes them: 512x768.</summary>
internal static class PictureSize
{
    private const int Longest = 16384;

    public static (int Width, int Height) Parse(string text)
    {
        string[] sides = text.Split('x', 'X', '×');
        return sides.Length == 2 && Side(sides[0]) is int width && Side(sides[1]) is int height
            ? (width, height)
            : throw new FormatException($"it must be a size like 512x768, each side from 8 to {Longest}.");
    }

    private static int? Side(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 8 and <= Longest ? side : null;
}
