namespace Palimpsest.Imaging;

/// <summary>Pictures as networks see them: float32 from -1 to 1, [1, Height, Width, 3]; the rounding is webui 1.10.1's.</summary>
public static class NetworkPixels
{
    /// <summary>2 · (v / 255) - 1 in float32.</summary>
    /// <param name="rgb">3 channels.</param>
    public static float[] FromPicture(Picture rgb)
    {
        if (rgb.Channels != 3)
        {
            throw new ArgumentException($"The picture has {rgb.Channels} channels, not the 3 of RGB.", nameof(rgb));
        }

        return Array.ConvertAll(rgb.Pixels, sample => sample / 255f * 2 - 1);
    }

    /// <summary>clamp((x + 1) / 2, 0, 1) · 255 in float32, truncated; NaN becomes 0.</summary>
    /// <param name="pixels">[Height, Width, 3], decoded.</param>
    public static Picture ToPicture(ReadOnlySpan<float> pixels, int width, int height)
    {
        var samples = new byte[pixels.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = Truncate((pixels[i] + 1) / 2);
        }

        return new Picture(width, height, 3, samples);
    }

    /// <summary>The same for live previews, which webui scales by x · 0.5 + 0.5: now and then a level apart.</summary>
    /// <inheritdoc cref="ToPicture"/>
    public static Picture PreviewToPicture(ReadOnlySpan<float> pixels, int width, int height)
    {
        var samples = new byte[pixels.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = Truncate(pixels[i] * 0.5f + 0.5f);
        }

        return new Picture(width, height, 3, samples);
    }

    private static byte Truncate(float unit) => (byte)(Math.Clamp(unit, 0, 1) * 255);
}
