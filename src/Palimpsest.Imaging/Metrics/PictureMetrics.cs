namespace Palimpsest.Imaging.Metrics;

/// <summary>How much two pictures of one size and channel count differ; values are those of scikit-image 0.21 for 8-bit data.</summary>
public static class PictureMetrics
{
    private const double Range = 255;

    /// <summary>Mean of the squared differences of all samples.</summary>
    public static double MeanSquaredError(Picture a, Picture b)
    {
        ThrowUnlessAlike(a, b);
        long sum = 0;
        for (int i = 0; i < a.Pixels.Length; i++)
        {
            int difference = a.Pixels[i] - b.Pixels[i];
            sum += difference * difference;
        }

        return (double)sum / a.Pixels.Length;
    }

    /// <summary>Peak signal-to-noise ratio in decibels; positive infinity for equal pictures.</summary>
    public static double Psnr(Picture a, Picture b) => 10 * Math.Log10(Range * Range / MeanSquaredError(a, b));

    /// <summary>
    /// Structural similarity (Wang et al. 2004, K1 = 0.01, K2 = 0.03), 1 for equal pictures: the mean over all windows that lie inside, and
    /// over the channels.
    /// </summary>
    /// <exception cref="ArgumentException">The pictures differ in size or channels, or are smaller than the window.</exception>
    public static double Ssim(Picture a, Picture b, SsimWindow window)
    {
        ThrowUnlessAlike(a, b);
        double[] weights = window == SsimWindow.Uniform7 ? [.. Enumerable.Repeat(1.0 / 7, 7)] : GaussianWeights(1.5, 5);
        if (a.Width < weights.Length || a.Height < weights.Length)
        {
            throw new ArgumentException($"Pictures of {a.Width} × {a.Height} pixels are smaller than the window of {weights.Length} × {weights.Length}.", nameof(a));
        }

        double covarianceScale = window == SsimWindow.Uniform7 ? 49.0 / 48 : 1, sum = 0;
        for (int channel = 0; channel < a.Channels; channel++)
        {
            sum += ChannelSsim(Plane(a, channel), Plane(b, channel), a.Width, a.Height, weights, covarianceScale);
        }

        return sum / a.Channels;
    }

    private static double ChannelSsim(double[] a, double[] b, int width, int height, double[] weights, double covarianceScale)
    {
        const double c1 = 0.01 * Range * 0.01 * Range, c2 = 0.03 * Range * 0.03 * Range;
        double[] meanA = WindowMeans(a, width, height, weights), meanB = WindowMeans(b, width, height, weights);
        double[] meanAA = WindowMeans(Product(a, a), width, height, weights), meanBB = WindowMeans(Product(b, b), width, height, weights);
        double[] meanAB = WindowMeans(Product(a, b), width, height, weights);
        double sum = 0;
        for (int i = 0; i < meanA.Length; i++)
        {
            double ab = meanA[i] * meanB[i], aa = meanA[i] * meanA[i], bb = meanB[i] * meanB[i];
            double varianceA = covarianceScale * (meanAA[i] - aa), varianceB = covarianceScale * (meanBB[i] - bb);
            double covariance = covarianceScale * (meanAB[i] - ab);
            sum += (2 * ab + c1) * (2 * covariance + c2) / ((aa + bb + c1) * (varianceA + varianceB + c2));
        }

        return sum / meanA.Length;
    }

    /// <summary>Weighted means of all windows inside the plane, along rows and then columns.</summary>
    private static double[] WindowMeans(double[] plane, int width, int height, double[] weights)
    {
        int newWidth = width - weights.Length + 1, newHeight = height - weights.Length + 1;
        var rows = new double[newWidth * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                for (int k = 0; k < weights.Length; k++)
                {
                    rows[y * newWidth + x] += plane[y * width + x + k] * weights[k];
                }
            }
        }

        var means = new double[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++)
        {
            for (int k = 0; k < weights.Length; k++)
            {
                for (int x = 0; x < newWidth; x++)
                {
                    means[y * newWidth + x] += rows[(y + k) * newWidth + x] * weights[k];
                }
            }
        }

        return means;
    }

    private static double[] GaussianWeights(double sigma, int radius)
    {
        double[] weights = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(x => Math.Exp(-0.5 * x * x / (sigma * sigma)))];
        double sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }

    private static double[] Plane(Picture picture, int channel)
    {
        var plane = new double[picture.Width * picture.Height];
        for (int i = 0; i < plane.Length; i++)
        {
            plane[i] = picture.Pixels[i * picture.Channels + channel];
        }

        return plane;
    }

    private static double[] Product(double[] a, double[] b)
    {
        var product = new double[a.Length];
        for (int i = 0; i < a.Length; i++)
        {
            product[i] = a[i] * b[i];
        }

        return product;
    }

    private static void ThrowUnlessAlike(Picture a, Picture b)
    {
        if ((a.Width, a.Height, a.Channels) != (b.Width, b.Height, b.Channels))
        {
            throw new ArgumentException($"{a.Width}×{a.Height}×{a.Channels} and {b.Width}×{b.Height}×{b.Channels} cannot be compared.", nameof(b));
        }
    }
}
