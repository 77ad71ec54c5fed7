using Palimpsest.Imaging;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>What share of a region of a picture has a certain colour.</summary>
internal static class PictureShares
{
    /// <summary>A region in shares of the picture: left, top, right, bottom.</summary>
    public readonly record struct Region(double Left, double Top, double Right, double Bottom);

    public static readonly Region[] Whole = [new(0, 0, 1, 1)];

    /// <summary>The upper corners, where a portrait shows its background.</summary>
    public static readonly Region[] BesideTheHead = [new(0.04, 0.04, 0.2, 0.5), new(0.8, 0.04, 0.96, 0.5)];

    public static readonly Region[] Head = [new(0.2, 0.05, 0.8, 0.7)];

    public static bool IsPink(Hsl c) => c is { Hue: >= 290 or < 20, Saturation: > 0.25, Lightness: > 0.55 };

    public static bool IsBrown(Hsl c) => c is { Hue: >= 5 and < 45, Saturation: > 0.2, Lightness: > 0.1 and < 0.45 };

    public static bool IsBlue(Hsl c) => c is { Hue: >= 200 and < 260, Saturation: > 0.4, Lightness: > 0.25 and < 0.8 };

    public static bool IsRed(Hsl c) => c is { Hue: >= 345 or < 20, Saturation: > 0.5, Lightness: > 0.2 and < 0.6 };

    public static bool IsColourful(Hsl c) => c is { Saturation: > 0.3, Lightness: > 0.15 and < 0.9 };

    /// <summary>Hue in degrees, saturation and lightness 0 to 1.</summary>
    public readonly record struct Hsl(double Hue, double Saturation, double Lightness);

    public static double Of(Picture picture, Region[] regions, Func<Hsl, bool> predicate)
    {
        int hits = 0, all = 0;
        foreach (Region region in regions)
        {
            for (int y = (int)(region.Top * picture.Height); y < (int)(region.Bottom * picture.Height); y++)
            {
                for (int x = (int)(region.Left * picture.Width); x < (int)(region.Right * picture.Width); x++)
                {
                    int at = ((y * picture.Width) + x) * picture.Channels;
                    hits += predicate(HslOf(picture.Pixels[at], picture.Pixels[at + 1], picture.Pixels[at + 2])) ? 1 : 0;
                    all++;
                }
            }
        }

        return (double)hits / all;
    }

    private static Hsl HslOf(int red, int green, int blue)
    {
        double r = red / 255.0, g = green / 255.0, b = blue / 255.0;
        double largest = Math.Max(r, Math.Max(g, b)), smallest = Math.Min(r, Math.Min(g, b)), range = largest - smallest, lightness = (largest + smallest) / 2;
        if (range == 0)
        {
            return new Hsl(0, 0, lightness);
        }

        double hue = largest == r ? (g - b) / range : largest == g ? 2 + ((b - r) / range) : 4 + ((r - g) / range);
        return new Hsl(((hue * 60) + 360) % 360, range / (1 - Math.Abs((2 * lightness) - 1)), lightness);
    }
}
