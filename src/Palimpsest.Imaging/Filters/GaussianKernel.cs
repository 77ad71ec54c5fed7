namespace Palimpsest.Imaging.Filters;

/// <summary>
/// Weights of a 1-D Gaussian in whole 1/256, as OpenCV 4's 8-bit filters have them: each weight is rounded and its rounding error handed on
/// towards the centre, which takes what is left to 256. So wide Gaussians look stepped, and a float blur is several levels off.
/// </summary>
public sealed class GaussianKernel
{
    private const int One = 256;

    /// <summary>Beyond it every weight rounds to 0 but the centre's; webui's page stops at 64.</summary>
    public const int LargestSigma = 1024;

    private readonly int[] _weights;

    private GaussianKernel(int[] weights) => _weights = weights;

    /// <summary>An odd number of weights, the centre in the middle; they sum up to 256.</summary>
    public ReadOnlySpan<int> Weights => _weights;

    /// <summary>Pixels on each side of the centre.</summary>
    public int Radius => _weights.Length / 2;

    /// <summary>The kernel of webui's mask blur: 2·⌊2.5 σ + 0.5⌋ + 1 weights.</summary>
    /// <param name="sigma">1 to <see cref="LargestSigma"/> pixels.</param>
    public static GaussianKernel OfMaskBlur(int sigma)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sigma, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sigma, LargestSigma);
        return Create(sigma, (int)(2.5 * sigma + 0.5));
    }

    /// <param name="sigma">Standard deviation in pixels.</param>
    /// <param name="radius">Pixels on each side of the centre.</param>
    public static GaussianKernel Create(double sigma, int radius)
    {
        double[] exact = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(distance => Math.Exp(-0.5 * distance * distance / (sigma * sigma)))];
        double sum = exact.Sum(), error = 0;
        var weights = new int[exact.Length];
        int left = One;
        for (int i = 0; i < radius; i++)
        {
            double adjusted = (One * exact[i] / sum) + error;
            int weight = (int)Math.Round(adjusted, MidpointRounding.ToEven);
            error = adjusted - weight;
            weights[i] = weights[^(i + 1)] = weight;
            left -= 2 * weight;
        }

        weights[radius] = left;
        return new GaussianKernel(weights);
    }
}
