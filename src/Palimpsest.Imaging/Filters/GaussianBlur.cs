namespace Palimpsest.Imaging.Filters;

/// <summary>OpenCV's 8-bit Gaussian blur along one axis. Beyond the edges the picture is mirrored without repeating the edge pixel (…2 1 0 1 2…).</summary>
public static class GaussianBlur
{
    /// <summary>Each sample becomes (Σ weight · neighbour + 128) / 256, rounded down, over the neighbours in its row.</summary>
    public static Picture AlongRows(Picture picture, GaussianKernel kernel)
    {
        int channels = picture.Channels;
        var pixels = new byte[picture.Pixels.Length];
        for (int y = 0; y < picture.Height; y++)
        {
            int row = y * picture.Width * channels;
            for (int c = 0; c < channels; c++)
            {
                Blur(picture.Pixels, pixels, row + c, channels, picture.Width, kernel);
            }
        }

        return new Picture(picture.Width, picture.Height, channels, pixels);
    }

    /// <summary>The same over the neighbours in its column.</summary>
    public static Picture AlongColumns(Picture picture, GaussianKernel kernel)
    {
        int stride = picture.Width * picture.Channels;
        var pixels = new byte[picture.Pixels.Length];
        for (int start = 0; start < stride; start++)
        {
            Blur(picture.Pixels, pixels, start, stride, picture.Height, kernel);
        }

        return new Picture(picture.Width, picture.Height, picture.Channels, pixels);
    }

    private static void Blur(byte[] source, byte[] target, int start, int stride, int count, GaussianKernel kernel)
    {
        ReadOnlySpan<int> weights = kernel.Weights;
        int radius = kernel.Radius;
        Span<byte> line = new byte[count + (2 * radius)];
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = source[start + (Mirrored(i - radius, count) * stride)];
        }

        for (int i = 0; i < count; i++)
        {
            int sum = 128;
            ReadOnlySpan<byte> neighbours = line.Slice(i, weights.Length);
            for (int k = 0; k < weights.Length; k++)
            {
                sum += weights[k] * neighbours[k];
            }

            target[start + (i * stride)] = (byte)(sum >> 8);
        }
    }

    /// <summary>The place within the line that a place outside mirrors, over and over where the line is shorter than the kernel.</summary>
    private static int Mirrored(int place, int count)
    {
        if (count == 1)
        {
            return 0;
        }

        int period = 2 * (count - 1), folded = Math.Abs(place) % period;
        return folded < count ? folded : period - folded;
    }
}
