using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>
/// Soft inpainting's final mask (webui.md 2.10, step 4): the new picture shows where its latents differ from the original's, the more readily the more
/// they were masked.
/// </summary>
internal sealed class SoftMask(SoftInpainting settings, LatentShape shape, float[] mask)
{
    /// <summary>Keeps the threshold finite where the mask counts in full; webui's.</summary>
    private const double AlmostOne = 1.00001;

    // Which part of the neighbourhood's values, by weight, each pass of the filter averages: first the largest differences, then the middle ones.
    private static readonly (double From, double To)[] Passes = [(0.9, 1), (0.25, 0.75)];

    /// <summary>The mask of one picture, a grey pixel for a latent cell: 255 where it is new.</summary>
    /// <param name="result">The sampled latent, [C,H,W].</param>
    /// <param name="original">The latent it began with, [C,H,W].</param>
    public Picture Of(ReadOnlySpan<float> result, ReadOnlySpan<float> original)
    {
        double[] distances = Distances(result, original);
        foreach ((double from, double to) in Passes)
        {
            distances = WeightedHistogramFilter.Apply(distances, shape.Width, shape.Height, from, to);
        }

        var pixels = new byte[distances.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(255 * (1 - Kept(distances[i], mask[i])));
        }

        return new Picture(shape.Width, shape.Height, 1, pixels);
    }

    private double[] Distances(ReadOnlySpan<float> result, ReadOnlySpan<float> original)
    {
        var distances = new double[mask.Length];
        for (int cell = 0; cell < distances.Length; cell++)
        {
            float squares = 0;
            for (int i = cell; i < result.Length; i += mask.Length)
            {
                float difference = result[i] - original[i];
                squares += difference * difference;
            }

            distances[cell] = MathF.Sqrt(squares);
        }

        return distances;
    }

    /// <summary>How much of the original shows, 0 to 1.</summary>
    private double Kept(double distance, float masked)
    {
        double influence = settings.MaskInfluence.Value;
        double kept = 1 - Math.Pow(Math.Clamp(masked, 0, 1), settings.PreservationStrength.Value / 2);
        double threshold = (0.5 * (1 - influence)) + (kept * influence);
        threshold /= AlmostOne - threshold;
        double relative = distance / (settings.DifferenceThreshold.Value * threshold);
        double share = 1 / (1 + Math.Pow(relative, settings.DifferenceContrast.Value));

        // Perlin's smoother step.
        return double.IsNaN(share) ? 0 : share * share * share * ((share * ((share * 6) - 15)) + 10);
    }
}
