using System.Numerics;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts.Outpainting;

/// <summary>
/// Fills a picture's new part with noise that has the spectrum and the colours of the old part (webui.md 11, Outpainting mk2): uniform noise of a fixed
/// seed, low frequencies first, its power times the picture's amplitude with the picture's phase, then matched to the picture's histogram.
/// </summary>
internal sealed class MatchedNoise(double fallOff, double colourVariation)
{
    /// <param name="canvas">RGB.</param>
    /// <param name="mask">Grey, white where noise goes; the same size.</param>
    public Picture Fill(Picture canvas, Picture mask)
    {
        (int rows, int columns) = (canvas.Height, canvas.Width);
        double[] source = [.. canvas.Pixels.Select(value => value / 255.0)], masked = [.. mask.Pixels.Select(value => value / 255.0)];
        double[] windowed = Windowed(source, masked);
        double[] noise = Noise(rows, columns);
        var shaped = new double[source.Length];
        double[] window = Window(rows, columns);
        for (int channel = 0; channel < 3; channel++)
        {
            Complex[] spectrum = Spectrum(Channel(windowed, channel), rows, columns, inverse: false);
            Complex[] noiseSpectrum = Spectrum(Channel(noise, channel), rows, columns, inverse: false);
            for (int i = 0; i < noiseSpectrum.Length; i++)
            {
                noiseSpectrum[i] *= window[i];
            }

            Complex[] low = [.. Spectrum(noiseSpectrum, rows, columns, inverse: true).Select(value => new Complex(value.Real, 0))];
            Complex[] shape = Spectrum(low, rows, columns, inverse: false);
            for (int i = 0; i < shape.Length; i++)
            {
                double amplitude = spectrum[i].Magnitude, power = shape[i].Magnitude * shape[i].Magnitude;
                Complex phase = amplitude > 0 ? spectrum[i] / amplitude : Complex.Zero;
                shape[i] = power * Math.Pow(amplitude, fallOff) * phase;
            }

            Complex[] result = Spectrum(shape, rows, columns, inverse: true);
            for (int i = 0; i < result.Length; i++)
            {
                shaped[(3 * i) + channel] = result[i].Real;
            }
        }

        return Blend(canvas, source, masked, Normalised(shaped));
    }

    /// <summary>The unmasked picture, normalised to its maximum, with the picture's mean in the masked part.</summary>
    private static double[] Windowed(double[] source, double[] mask)
    {
        double most = 0, mean = source.Average();
        for (int i = 0; i < source.Length; i++)
        {
            most = Math.Max(most, source[i] * (1 - mask[i / 3]));
        }

        return [.. source.Select((value, i) => ((value * (1 - mask[i / 3])) / (most > 0 ? most : 1)) + (mean * mask[i / 3]))];
    }

    private double[] Noise(int rows, int columns)
    {
        var generator = new Pcg64(seed: 0);
        var noise = new double[rows * columns * 3];
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = generator.NextDouble();
        }

        for (int i = 0; i < noise.Length; i += 3)
        {
            double grey = (noise[i] + noise[i + 1] + noise[i + 2]) / 3;
            for (int c = 0; c < 3; c++)
            {
                noise[i + c] = (noise[i + c] * colourVariation) + ((1 - colourVariation) * grey);
            }
        }

        return noise;
    }

    /// <summary>1/((x² + 1)(y² + 1)) with the shorter side from -1 to 1.</summary>
    private static double[] Window(int rows, int columns)
    {
        double least = Math.Min(rows, columns);
        var window = new double[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            double y = (((double)row / rows * 2) - 1) * (rows / least);
            for (int column = 0; column < columns; column++)
            {
                double x = (((double)column / columns * 2) - 1) * (columns / least);
                window[(row * columns) + column] = 1 / (((y * y) + 1) * ((x * x) + 1));
            }
        }

        return window;
    }

    private static Complex[] Channel(double[] values, int channel) =>
        [.. Enumerable.Range(0, values.Length / 3).Select(i => new Complex(values[(3 * i) + channel], 0))];

    /// <summary>The orthonormal transform, input and output with the origin in the middle.</summary>
    private static Complex[] Spectrum(Complex[] values, int rows, int columns, bool inverse)
    {
        Complex[] shifted = Shift(values, rows, columns, (rows + 1) / 2, (columns + 1) / 2);
        FourierTransform.InPlace(shifted, rows, columns, inverse);
        return Shift(shifted, rows, columns, rows / 2, columns / 2);
    }

    /// <summary>Result[i] = values[i + by], wrapped around.</summary>
    private static Complex[] Shift(Complex[] values, int rows, int columns, int byRows, int byColumns)
    {
        var result = new Complex[values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                result[(row * columns) + column] = values[((row + byRows) % rows * columns) + ((column + byColumns) % columns)];
            }
        }

        return result;
    }

    private static double[] Normalised(double[] values)
    {
        double least = values.Min(), range = values.Max() - least;
        return [.. values.Select(value => (value - least) / (range > 0 ? range : 1))];
    }

    private static Picture Blend(Picture canvas, double[] source, double[] mask, double[] shaped)
    {
        for (int channel = 0; channel < 3; channel++)
        {
            MatchHistogram(shaped, source, mask, channel);
        }

        byte[] pixels = new byte[source.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            double share = mask[i / 3], value = (source[i] * (1 - share)) + (shaped[i] * share);
            pixels[i] = (byte)Math.Clamp(Math.Clamp(value, 0, 1) * 255, 0, 255);
        }

        return new Picture(canvas.Width, canvas.Height, 3, pixels);
    }

    /// <summary>Gives the masked values of a channel the distribution of the unmasked ones.</summary>
    private static void MatchHistogram(double[] shaped, double[] source, double[] mask, int channel)
    {
        int[] places = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] > 1e-6).Select(i => (3 * i) + channel)];
        double[] template = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] < 1e-3).Select(i => source[(3 * i) + channel]).Order()];
        if (template.Length == 0)
        {
            return;
        }

        (double[] values, double[] quantiles) = Distribution(template);
        Array.Sort(places, (a, b) => shaped[a].CompareTo(shaped[b]));
        for (int i = 0; i < places.Length;)
        {
            int end = i;
            while (end < places.Length && shaped[places[end]] == shaped[places[i]])
            {
                end++;
            }

            double matched = Interpolate(quantiles, values, (double)end / places.Length);
            while (i < end)
            {
                shaped[places[i++]] = matched;
            }
        }
    }

    private static (double[] Values, double[] Quantiles) Distribution(double[] sorted)
    {
        List<double> values = [], quantiles = [];
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i + 1 == sorted.Length || sorted[i + 1] != sorted[i])
            {
                values.Add(sorted[i]);
                quantiles.Add((i + 1.0) / sorted.Length);
            }
        }

        return ([.. values], [.. quantiles]);
    }

    private static double Interpolate(double[] at, double[] values, double place)
    {
        int next = Array.BinarySearch(at, place);
        next = next < 0 ? ~next : next;
        if (next == 0 || next == at.Length)
        {
            return values[Math.Min(next, at.Length - 1)];
        }

        double slope = (values[next] - values[next - 1]) / (at[next] - at[next - 1]);
        return values[next - 1] + (slope * (place - at[next - 1]));
    }
}
