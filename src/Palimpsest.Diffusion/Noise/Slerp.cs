namespace Palimpsest.Diffusion.Noise;

/// <summary>
/// Spherical interpolation of two noises [C,H,W] along great circles, as webui blends a variation seed: every column of every channel is a vector
/// of its own, of length H.
/// </summary>
internal static class Slerp
{
    /// <summary>webui's threshold for noises that point the same way, where the sine below would vanish.</summary>
    private const float NearlyParallel = 0.9995f;

    /// <summary>At strength 0 writes <paramref name="low"/>, at 1 <paramref name="high"/>; the destination may be one of them.</summary>
    public static void Into(Span<float> destination, double strength, ReadOnlySpan<float> low, ReadOnlySpan<float> high, LatentShape shape)
    {
        float[] dots = ColumnCosines(low, high, shape);
        if ((float)(dots.Sum(dot => (double)dot) / dots.Length) > NearlyParallel)
        {
            // webui weighs the two the wrong way round here. Kept: the picture depends on it.
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = low[i] * (float)strength + high[i] * (float)(1 - strength);
            }

            return;
        }

        for (int channel = 0; channel < shape.Channels; channel++)
        {
            for (int x = 0; x < shape.Width; x++)
            {
                float omega = MathF.Acos(dots[channel * shape.Width + x]);
                float sine = MathF.Sin(omega);
                float lowWeight = MathF.Sin((float)(1 - strength) * omega) / sine;
                float highWeight = MathF.Sin((float)strength * omega) / sine;
                for (int y = 0; y < shape.Height; y++)
                {
                    int i = (channel * shape.Height + y) * shape.Width + x;
                    destination[i] = lowWeight * low[i] + highWeight * high[i];
                }
            }
        }
    }

    /// <summary>The cosine between the two noises' columns, [C,W].</summary>
    private static float[] ColumnCosines(ReadOnlySpan<float> low, ReadOnlySpan<float> high, LatentShape shape)
    {
        float[] cosines = new float[shape.Channels * shape.Width];
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            for (int x = 0; x < shape.Width; x++)
            {
                double dot = 0, lowSquares = 0, highSquares = 0;
                for (int y = 0; y < shape.Height; y++)
                {
                    int i = (channel * shape.Height + y) * shape.Width + x;
                    dot += (double)low[i] * high[i];
                    lowSquares += (double)low[i] * low[i];
                    highSquares += (double)high[i] * high[i];
                }

                cosines[channel * shape.Width + x] = (float)(dot / Math.Sqrt(lowSquares * highSquares));
            }
        }

        return cosines;
    }
}
