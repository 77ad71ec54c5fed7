namespace Palimpsest.Imaging.Colour;

/// <summary>
/// Gives a picture the distribution of samples of another one, channel by channel (scikit-image's <c>match_histograms</c>): each value becomes the
/// one of the same quantile, interpolated between the values that occur, truncated to 8 bits.
/// </summary>
public static class HistogramMatching
{
    /// <summary>The picture with the samples' distribution of <paramref name="reference"/>, which may have another size.</summary>
    public static Picture Match(Picture picture, Picture reference)
    {
        int channels = picture.Channels;
        if (reference.Channels != channels)
        {
            throw new ArgumentException($"The reference has {reference.Channels} channels, the picture {channels}.", nameof(reference));
        }

        var pixels = new byte[picture.Pixels.Length];
        for (int c = 0; c < channels; c++)
        {
            byte[] table = Table(Quantiles(picture, c), Quantiles(reference, c));
            for (int i = c; i < pixels.Length; i += channels)
            {
                pixels[i] = table[picture.Pixels[i]];
            }
        }

        return new Picture(picture.Width, picture.Height, channels, pixels);
    }

    /// <summary>For each value: how often it occurs, and what part of the samples is not above it.</summary>
    private static (int[] Counts, double[] Quantiles) Quantiles(Picture picture, int channel)
    {
        var counts = new int[256];
        for (int i = channel; i < picture.Pixels.Length; i += picture.Channels)
        {
            counts[picture.Pixels[i]]++;
        }

        double samples = (double)picture.Width * picture.Height;
        var quantiles = new double[256];
        int sum = 0;
        for (int value = 0; value < 256; value++)
        {
            sum += counts[value];
            quantiles[value] = sum / samples;
        }

        return (counts, quantiles);
    }

    private static byte[] Table((int[] Counts, double[] Quantiles) source, (int[] Counts, double[] Quantiles) reference)
    {
        int[] values = [.. Enumerable.Range(0, 256).Where(value => reference.Counts[value] > 0)];
        double[] quantiles = [.. values.Select(value => reference.Quantiles[value])];
        return [.. source.Quantiles.Select(quantile => (byte)Interpolate(quantile, quantiles, values))];
    }

    private static double Interpolate(double quantile, double[] quantiles, int[] values)
    {
        int above = Array.FindIndex(quantiles, candidate => candidate > quantile);
        if (above < 0)
        {
            return values[^1];
        }

        if (above == 0)
        {
            return values[0];
        }

        double slope = (values[above] - values[above - 1]) / (quantiles[above] - quantiles[above - 1]);
        return (slope * (quantile - quantiles[above - 1])) + values[above - 1];
    }
}
