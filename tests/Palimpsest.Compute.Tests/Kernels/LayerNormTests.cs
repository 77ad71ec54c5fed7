using System.Runtime.Intrinsics;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute.Tests.Kernels;

public unsafe class LayerNormTests
{
    private const double Epsilon = 1.1920929e-7;

    public static TheoryData<string, int, float> TiersWidthsAndOffsets()
    {
        var data = new TheoryData<string, int, float>();
        foreach (string tier in Tiers.Supported)
        {
            foreach (int channels in new[] { 1, 4, 15, 16, 33, 320, 768, 1281 })
            {
                data.Add(tier, channels, 0);
                data.Add(tier, channels, 30);
            }
        }

        return data;
    }

    /// <summary>Error: rounding of mean and x - mean, of the order of ε · largest |x| / σ, and a few roundings of the result.</summary>
    [Theory]
    [MemberData(nameof(TiersWidthsAndOffsets))]
    public void Rows_match_double_precision(string tier, int channels, float offset)
    {
        const int Rows = 3;
        using NativeFloats x = NativeFloats.Random(channels, Rows * channels, 1, offset);
        using NativeFloats gamma = NativeFloats.Random(1, channels, 1, 1);
        using NativeFloats beta = NativeFloats.Random(2, channels);
        using var y = new NativeFloats(x.Count);
        Run(tier, x, y, gamma, beta, 1e-5f, Rows, channels);
        for (int row = 0; row < Rows; row++)
        {
            float[] source = x.Span.Slice(row * channels, channels).ToArray();
            double mean = source.Average(value => (double)value);
            double deviation = Math.Sqrt(source.Average(value => (value - mean) * (value - mean)) + 1e-5);
            for (int c = 0; c < channels; c++)
            {
                double expected = (source[c] - mean) / deviation * gamma.Span[c] + beta.Span[c];
                double tolerance = Epsilon * (4 + (2 + 2 * Math.Abs(offset)) / deviation * Math.Abs(gamma.Span[c]));
                double actual = y.Span[row * channels + c];
                Assert.True(Math.Abs(actual - expected) <= tolerance, $"{tier}, {channels} channels, row {row}, {c}: {actual:g9}, expected {expected:g9} ± {tolerance:g3}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiers.All), MemberType = typeof(Tiers))]
    public void Integers_with_an_exact_mean_give_the_bits_of_the_specification(string tier)
    {
        const int Channels = 64, Rows = 5;
        using NativeFloats x = NativeFloats.Integers(3, Channels * Rows, 9);
        for (int row = 0; row < Rows; row++)
        {
            Span<float> values = x.Span.Slice(row * Channels, Channels);
            for (int c = 0; c < Channels / 2; c++)
            {
                values[c] = Math.Sign(values[c]); // deviation one in every channel: variance 1, whose root is exact
                values[c] = values[c] == 0 ? 1 : values[c];
                values[Channels - 1 - c] = -values[c];
            }
        }

        using NativeFloats gamma = NativeFloats.Integers(4, Channels, 5);
        using NativeFloats beta = NativeFloats.Integers(5, Channels, 5);
        using var expected = new NativeFloats(x.Count);
        using var actual = new NativeFloats(x.Count);
        Run("scalar", x, expected, gamma, beta, 0, Rows, Channels);
        Run(tier, x, actual, gamma, beta, 0, Rows, Channels);
        Assert.Equal(expected.Bits, actual.Bits);
    }

    [Theory]
    [InlineData(7, 20)]
    [InlineData(2, 320)]
    public void Workers_and_neighbouring_rows_change_nothing(int rows, int channels)
    {
        using NativeFloats x = NativeFloats.Random(6, rows * channels);
        using NativeFloats gamma = NativeFloats.Random(7, channels);
        using NativeFloats beta = NativeFloats.Random(8, channels);
        using var alone = new NativeFloats(x.Count);
        for (int row = 0; row < rows; row++)
        {
            LayerNorm.Apply(x.Pointer + row * channels, alone.Pointer + row * channels, gamma.Pointer, beta.Pointer, 1e-5f, 1, channels, 0, 1);
        }

        foreach (int workers in new[] { 1, 2, 3, 5 })
        {
            using var inPlace = new NativeFloats(x.Span);
            for (int worker = 0; worker < workers; worker++)
            {
                LayerNorm.Apply(inPlace.Pointer, inPlace.Pointer, gamma.Pointer, beta.Pointer, 1e-5f, rows, channels, worker, workers);
            }

            Assert.Equal(alone.Bits, inPlace.Bits);
        }
    }

    private static void Run(string tier, NativeFloats x, NativeFloats y, NativeFloats gamma, NativeFloats beta, float epsilon, int rows, int channels)
    {
        switch (tier)
        {
            case "512":
                LayerNorm.ApplyVector<Simd512, Vector512<float>>(x.Pointer, y.Pointer, gamma.Pointer, beta.Pointer, epsilon, rows, channels);
                break;
            case "256":
                LayerNorm.ApplyVector<Simd256, Vector256<float>>(x.Pointer, y.Pointer, gamma.Pointer, beta.Pointer, epsilon, rows, channels);
                break;
            default:
                LayerNorm.ApplyScalar(x.Pointer, y.Pointer, gamma.Pointer, beta.Pointer, epsilon, rows, channels);
                break;
        }
    }
}
