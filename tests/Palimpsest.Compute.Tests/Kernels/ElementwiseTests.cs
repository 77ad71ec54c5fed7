using System.Runtime.Intrinsics;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute.Tests.Kernels;

public unsafe class ElementwiseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(1000)]
    public void Every_tier_and_team_adds_to_the_same_bits(int count)
    {
        using NativeFloats a = NativeFloats.Random(1, count);
        using NativeFloats b = NativeFloats.Random(2, count);
        using var expected = new NativeFloats(count);
        Elementwise.AddScalar(a.Pointer, b.Pointer, expected.Pointer, count);
        Assert.Equal(a.Span[count - 1] + b.Span[count - 1], expected.Span[count - 1]);
        foreach (string tier in Tiers.Supported.Where(tier => tier != "scalar"))
        {
            using var y = new NativeFloats(count);
            if (tier == "512")
            {
                Elementwise.AddVector<Simd512, Vector512<float>>(a.Pointer, b.Pointer, y.Pointer, count);
            }
            else
            {
                Elementwise.AddVector<Simd256, Vector256<float>>(a.Pointer, b.Pointer, y.Pointer, count);
            }

            Assert.Equal(expected.Bits, y.Bits);
        }

        foreach (int workers in new[] { 1, 2, 3, 5 })
        {
            using var y = new NativeFloats(a.Span);
            for (int worker = 0; worker < workers; worker++)
            {
                Elementwise.Add(y.Pointer, b.Pointer, y.Pointer, count, worker, workers);
            }

            Assert.Equal(expected.Bits, y.Bits);
        }
    }

    [Theory]
    [InlineData(3, 5, 7, 1)]
    [InlineData(1, 320, 10, 3)]
    public void Joining_puts_the_second_tensors_channels_after_the_firsts(int aChannels, int bChannels, int rows, int workers)
    {
        using NativeFloats a = NativeFloats.Random(1, rows * aChannels);
        using NativeFloats b = NativeFloats.Random(2, rows * bChannels);
        using var y = new NativeFloats(rows * (aChannels + bChannels));
        for (int worker = 0; worker < workers; worker++)
        {
            Elementwise.Concat(a.Pointer, aChannels, b.Pointer, bChannels, y.Pointer, rows, worker, workers);
        }

        for (int row = 0; row < rows; row++)
        {
            Span<float> joined = y.Span.Slice(row * (aChannels + bChannels), aChannels + bChannels);
            Assert.Equal(a.Span.Slice(row * aChannels, aChannels), joined[..aChannels]);
            Assert.Equal(b.Span.Slice(row * bChannels, bChannels), joined[aChannels..]);
        }
    }

    [Theory]
    [InlineData(4, 4, 8, 8, 1)]
    [InlineData(3, 5, 7, 8, 2)]
    [InlineData(9, 7, 4, 3, 3)]
    [InlineData(1, 1, 5, 2, 5)]
    public void Resizing_takes_the_pixel_at_the_exact_floor(int height, int width, int newHeight, int newWidth, int workers)
    {
        const int N = 2, Channels = 3;
        using NativeFloats x = NativeFloats.Random(1, N * height * width * Channels);
        using var y = new NativeFloats(N * newHeight * newWidth * Channels);
        for (int worker = 0; worker < workers; worker++)
        {
            Elementwise.ResizeNearest(x.Pointer, y.Pointer, N, height, width, newHeight, newWidth, Channels, worker, workers);
        }

        for (int n = 0; n < N; n++)
        {
            for (int i = 0; i < newHeight; i++)
            {
                for (int j = 0; j < newWidth; j++)
                {
                    int source = (n * height + i * height / newHeight) * width + j * width / newWidth;
                    int target = (n * newHeight + i) * newWidth + j;
                    Assert.Equal(x.Span.Slice(source * Channels, Channels), y.Span.Slice(target * Channels, Channels));
                }
            }
        }
    }
}
