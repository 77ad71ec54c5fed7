namespace Palimpsest.Imaging.Colour;

/// <summary>The blend mode "luminosity" (W3C Compositing and Blending Level 1, section 10): the colours of one picture, the luminosity of another.</summary>
public static class LuminosityBlend
{
    /// <summary>In float64 from 0 to 1; the result is clipped and truncated to 8 bits, as webui truncates it.</summary>
    /// <param name="colours">RGB: where hue and saturation come from.</param>
    /// <param name="luminosity">RGB, of the same size.</param>
    public static Picture Apply(Picture colours, Picture luminosity)
    {
        if ((colours.Width, colours.Height, colours.Channels, luminosity.Channels) != (luminosity.Width, luminosity.Height, 3, 3))
        {
            throw new ArgumentException("Both pictures must be RGB and of one size.", nameof(luminosity));
        }

        var pixels = new byte[colours.Pixels.Length];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            Blend(colours.Pixels.AsSpan(i, 3), luminosity.Pixels.AsSpan(i, 3), pixels.AsSpan(i, 3));
        }

        return new Picture(colours.Width, colours.Height, 3, pixels);
    }

    private static void Blend(ReadOnlySpan<byte> colour, ReadOnlySpan<byte> light, Span<byte> target)
    {
        double red = colour[0] / 255.0, green = colour[1] / 255.0, blue = colour[2] / 255.0;
        double shift = Luminosity(light[0] / 255.0, light[1] / 255.0, light[2] / 255.0) - Luminosity(red, green, blue);
        (red, green, blue) = (red + shift, green + shift, blue + shift);
        double luminosity = Luminosity(red, green, blue);
        double least = Math.Min(Math.Min(red, green), blue), most = Math.Max(Math.Max(red, green), blue);
        target[0] = Clip(red, luminosity, least, most);
        target[1] = Clip(green, luminosity, least, most);
        target[2] = Clip(blue, luminosity, least, most);
    }

    private static double Luminosity(double red, double green, double blue) => (0.299 * red) + (0.587 * green) + (0.114 * blue);

    /// <summary>Moves a channel towards the luminosity, so far that no channel leaves the range. Least and most stay those of before.</summary>
    private static byte Clip(double value, double luminosity, double least, double most)
    {
        if (least < 0)
        {
            value = luminosity + ((value - luminosity) * luminosity / (luminosity - least));
        }

        if (most > 1)
        {
            value = luminosity + ((value - luminosity) * (1 - luminosity) / (most - luminosity));
        }

        return (byte)(Math.Clamp(value, 0, 1) * 255);
    }
}
