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
    private const float AlmostOne = 1.00001f;

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
            pixels[i] = (byte)(255 * (1 - Kept((float)distances[i], mask[i])));
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

    /// <summary>How much of the original shows, 0 to 1. In float32, where the least shares vanish beside 1 and the mask reaches 255.</summary>
    private float Kept(float distance, float masked)
    {
        float influence = (float)settings.MaskInfluence.Value;
        float kept = 1 - MathF.Pow(Math.Clamp(masked, 0, 1), (float)(settings.PreservationStrength.Value / 2));
        float threshold = (0.5f * (1 - influence)) + (kept * influence);
        threshold /= AlmostOne - threshold;
        float relative = distance / ((float)settings.DifferenceThreshold.Value * threshold);
        float share = 1 / (1 + MathF.Pow(relative, (float)settings.DifferenceContrast.Value));

        // Perlin's smoother step.
        return float.IsNaN(share) ? 0 : share * share * share * ((share * ((share * 6) - 15)) + 10);
    }
}
