using System.Globalization;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Options;

/// <summary>Colours as webui's options have them: #rrggbb, or #rgb for short.</summary>
internal static class OptionColour
{
    public static string Print(Rgb colour) => $"#{colour.Red:x2}{colour.Green:x2}{colour.Blue:x2}";

    /// <summary>"#rrggbb" in lower case; null when the text is no colour.</summary>
    public static string? Normalize(string text)
    {
        string digits = text.TrimStart('#').ToLowerInvariant();
        if (digits.Length == 3)
        {
            digits = string.Concat(digits.Select(digit => new string(digit, 2)));
        }

        return digits.Length == 6 && digits.All(char.IsAsciiHexDigitLower) ? "#" + digits : null;
    }

    /// <param name="text">As <see cref="Normalize"/> gives it.</param>
    public static Rgb Parse(string text)
    {
        int value = int.Parse(text.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Rgb((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }
}
