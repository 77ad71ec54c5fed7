using System.Runtime.Intrinsics;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute.Tests.Kernels;

public unsafe class GroupNormTests
{
    private const double Epsilon = 1.1920929e-7;

    public static TheoryData<int, int, int, int, int, float> Shapes => new()
    {
        { 1, 4, 4, 32, 32, 0 },
        { 2, 3, 5, 40, 4, 0 },
        { 3, 7, 6, 320, 32, 20 },
        { 1, 77, 1, 12, 3, 0 },
        { 2, 1, 9, 20, 1, 1000 },
        { 1, 2, 3, 17, 17, 0 },
    };

    /// <summary>Error: scale and shift are rounded to float32, which costs ε · |x| / σ, and the fused multiply-add rounds once.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Groups_match_double_precision(int n, int h, int w, int c, int groups, float offset)
    {
        using var norm = new Norm(new GroupNormShape(n, h, w, c, groups), offset);
        using NativeFloats y = norm.Run(1, silu: false);
        using NativeFloats withSilu = norm.Run(1, silu: true);
        for (int sample = 0; sample < n; sample++)
        {
            for (int channel = 0; channel < c; channel++)
            {
                (double mean, double deviation) = norm.Statistics(sample, channel);
                for (int pixel = 0; pixel < h * w; pixel++)
                {
                    int index = (sample * h * w + pixel) * c + channel;
                    double scale = norm.Gamma.Span[channel] / deviation;
                    double expected = (norm.X.Span[index] - mean) * scale + norm.Beta.Span[channel];
                    double tolerance = Epsilon * (2 + Math.Abs(expected) + 2 * (1 + Math.Abs(offset)) * Math.Abs(scale));
                    Assert.True(Math.Abs(y.Span[index] - expected) <= tolerance, $"[{sample},{pixel},{channel}]: {y.Span[index]:g9}, expected {expected:g9} ± {tolerance:g3}.");
                    double silu = expected / (1 + Math.Exp(-expected));
                    Assert.InRange(withSilu.Span[index] - silu, -1.2 * tolerance, 1.2 * tolerance);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sums_have_the_bits_of_the_specification(int n, int h, int w, int c, int groups, float offset)
    {
        if (!Simd256.IsSupported)
        {
            Assert.Skip("This process has no AVX2.");
        }

        using var norm = new Norm(new GroupNormShape(n, h, w, c, groups), offset);
        double[] expected = new double[groups * 2], actual = new double[groups * 2];
        fixed (double* scalar = expected, vector = actual)
        {
            GroupNorm.RowSumsScalar(norm.Shape, norm.X.Pointer, scalar);
            GroupNorm.RowSumsVector(norm.Shape, norm.X.Pointer, vector);
        }

        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Tiers.All), MemberType = typeof(Tiers))]
    public void Integers_give_the_bits_of_the_specification(string tier)
    {
        const int Pixels = 5, Channels = 23;
        using NativeFloats x = NativeFloats.Integers(1, Pixels * Channels, 9);
        using NativeFloats scale = NativeFloats.Integers(2, Channels, 9);
        using NativeFloats shift = NativeFloats.Integers(3, Channels, 9);
        using var expected = new NativeFloats(x.Count);
        using var actual = new NativeFloats(x.Count);
        GroupNorm.NormaliseScalar<Identity>(x.Pointer, expected.Pointer, scale.Pointer, shift.Pointer, Pixels, Channels);
        switch (tier)
        {
            case "512":
                GroupNorm.NormaliseVector<Identity, Simd512, Vector512<float>>(x.Pointer, actual.Pointer, scale.Pointer, shift.Pointer, Pixels, Channels);
                break;
            case "256":
                GroupNorm.NormaliseVector<Identity, Simd256, Vector256<float>>(x.Pointer, actual.Pointer, scale.Pointer, shift.Pointer, Pixels, Channels);
                break;
            default:
                GroupNorm.NormaliseScalar<Identity>(x.Pointer, actual.Pointer, scale.Pointer, shift.Pointer, Pixels, Channels);
                break;
        }

        Assert.Equal(expected.Bits, actual.Bits);
    }

    [Fact]
    public void Workers_and_batch_change_nothing()
    {
        using var batch = new Norm(new GroupNormShape(3, 5, 6, 40, 4), 0.5f);
        using NativeFloats expected = batch.Run(1, silu: true);
        foreach (int workers in new[] { 2, 3, 5 })
        {
            using NativeFloats y = batch.Run(workers, silu: true);
            Assert.Equal(expected.Bits, y.Bits);
        }

        int count = expected.Count / 3;
        using var single = new Norm(batch.Shape with { N = 1 }, 0);
        batch.X.Span.Slice(count, count).CopyTo(single.X.Span);
        using NativeFloats middle = single.Run(1, silu: true);
        Assert.Equal(expected.Bits[count..(2 * count)], middle.Bits);
    }

    [Fact]
    public void An_image_taken_in_strips_gives_the_bits_of_the_whole()
    {
        const int Rows = 7;
        using var norm = new Norm(new GroupNormShape(1, Rows, 6, 48, 8), 3);
        using NativeFloats expected = norm.Run(1, silu: true);
        using var y = new NativeFloats(norm.X.Span);
        using var scratch = new NativeFloats(GroupNorm.ScratchBytes(norm.Shape.C) / sizeof(float));
        double[] partial = new double[norm.Shape.PartialBytes / sizeof(double)];
        fixed (double* sums = partial)
        {
            foreach ((int first, int count) in new[] { (0, 3), (3, 2), (5, 2) })
            {
                GroupNormShape strip = norm.Shape with { H = count };
                GroupNorm.RowSums(strip, y.Pointer + first * strip.RowCount, sums + first * strip.Groups * 2, 0, 1);
            }

            foreach ((int first, int count) in new[] { (0, 1), (1, 6) })
            {
                GroupNormShape strip = norm.Shape with { H = count };
                float* rows = y.Pointer + first * strip.RowCount;
                GroupNorm.Apply(strip, rows, rows, sums, Rows, 1e-6f, norm.Gamma.Pointer, norm.Beta.Pointer, true, scratch.Pointer, 0, 1);
            }
        }

        Assert.Equal(expected.Bits, y.Bits);
    }

    private sealed class Norm(GroupNormShape shape, float offset) : IDisposable
    {
        public GroupNormShape Shape { get; } = shape;

        public NativeFloats X { get; } = NativeFloats.Random(1, shape.Rows * shape.RowCount, 1, offset);

        public NativeFloats Gamma { get; } = NativeFloats.Random(2, shape.C, 1, 1);

        public NativeFloats Beta { get; } = NativeFloats.Random(3, shape.C);

        public NativeFloats Run(int workers, bool silu)
        {
            var y = new NativeFloats(X.Count);
            using var scratch = new NativeFloats(GroupNorm.ScratchBytes(Shape.C) / sizeof(float));
            double[] partial = new double[Shape.PartialBytes / sizeof(double)];
            fixed (double* sums = partial)
            {
                for (int worker = 0; worker < workers; worker++)
                {
                    GroupNorm.RowSums(Shape, X.Pointer, sums, worker, workers);
                }

                for (int worker = 0; worker < workers; worker++)
                {
                    GroupNorm.Apply(
                        Shape, X.Pointer, y.Pointer, sums, Shape.H, 1e-6f, Gamma.Pointer, Beta.Pointer, silu, scratch.Pointer, worker, workers);
                }
            }

            return y;
        }

        /// <summary>Mean and √(variance + 1e-6) of the channel's group, in two passes.</summary>
        public (double Mean, double Deviation) Statistics(int sample, int channel)
        {
            int start = channel / Shape.GroupWidth * Shape.GroupWidth;
            var values = new List<double>();
            for (int pixel = 0; pixel < Shape.H * Shape.W; pixel++)
            {
                for (int c = start; c < start + Shape.GroupWidth; c++)
                {
                    values.Add(X.Span[(sample * Shape.H * Shape.W + pixel) * Shape.C + c]);
                }
            }

            double mean = values.Average();
            return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) + 1e-6f));
        }

        public void Dispose()
        {
            X.Dispose();
            Gamma.Dispose();
            Beta.Dispose();
        }
    }
}
