using System.Runtime.Intrinsics;

namespace Palimpsest.Compute.Kernels;

/// <summary>Sums, joins and resizing: each output is one rounding or a copy, so every tier gives the same bits.</summary>
internal static unsafe partial class Elementwise
{
    /// <summary>y[i] = a[i] + b[i]: this worker's part. y may be a or b.</summary>
    public static void Add(float* a, float* b, float* y, long count, int worker, int workers)
    {
        Partition part = Partition.Of(count, worker, workers);
        a += part.Start;
        b += part.Start;
        y += part.Start;
        if (Simd512.IsSupported)
        {
            AddVector<Simd512, Vector512<float>>(a, b, y, part.Count);
        }
        else if (Simd256.IsSupported)
        {
            AddVector<Simd256, Vector256<float>>(a, b, y, part.Count);
        }
        else
        {
            AddScalar(a, b, y, part.Count);
        }
    }

    /// <summary>y[i] = a[i] + factor · b[i], the product rounded before the sum as torch does: this worker's part. y may be a or b.</summary>
    public static void AddScaled(float* a, float* b, float factor, float* y, long count, int worker, int workers)
    {
        Partition part = Partition.Of(count, worker, workers);
        for (long i = part.Start; i < part.End; i++)
        {
            float product = b[i] * factor;
            y[i] = a[i] + product;
        }
    }

    /// <summary>y [rows,aChannels+bChannels] = a's channels, then b's: this worker's rows. y must not overlap a or b.</summary>
    public static void Concat(float* a, int aChannels, float* b, int bChannels, float* y, long rows, int worker, int workers)
    {
        Partition part = Partition.Of(rows, worker, workers);
        a += part.Start * aChannels;
        b += part.Start * bChannels;
        y += part.Start * (aChannels + bChannels);
        for (long row = part.Start; row < part.End; row++)
        {
            new ReadOnlySpan<float>(a, aChannels).CopyTo(new Span<float>(y, aChannels));
            new ReadOnlySpan<float>(b, bChannels).CopyTo(new Span<float>(y + aChannels, bChannels));
            a += aChannels;
            b += bChannels;
            y += aChannels + bChannels;
        }
    }

    /// <summary>
    /// Nearest-neighbour resizing of x [n,height,width,channels] to y [n,newHeight,newWidth,channels]: target pixel i takes source
    /// pixel floor(i · source / target), in integers. This worker's rows of y, which must not overlap x.
    /// </summary>
    public static void ResizeNearest(
        float* x, float* y, int n, int height, int width, int newHeight, int newWidth, int channels, int worker, int workers)
    {
        long rowCount = (long)width * channels;
        Partition part = Partition.Of((long)n * newHeight, worker, workers);
        y += part.Start * newWidth * channels;
        for (long row = part.Start; row < part.End; row++)
        {
            long sourceRow = row / newHeight * height + row % newHeight * height / newHeight;
            float* source = x + sourceRow * rowCount;
            for (long column = 0; column < newWidth; column++, y += channels)
            {
                long sourceColumn = column * width / newWidth;
                new ReadOnlySpan<float>(source + sourceColumn * channels, channels).CopyTo(new Span<float>(y, channels));
            }
        }
    }
}
