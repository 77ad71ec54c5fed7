using System.Runtime.Intrinsics;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute.Tests.Kernels;

public unsafe class AttentionTests
{
    private const double Epsilon = 1.1920929e-7;

    public static TheoryData<string, int, int, int, int, bool> TiersAndShapes()
    {
        var data = new TheoryData<string, int, int, int, int, bool>();
        foreach (string tier in Tiers.Supported)
        {
            foreach ((int heads, int width, int l, int s, bool causal) in new[]
            {
                (1, 4, 1, 1, false), (2, 8, 1, 77, false), (8, 40, 65, 77, false), (3, 5, 70, 130, false), (2, 64, 77, 77, true),
                (1, 16, 100, 64, true), (1, 80, 17, 129, false), (1, 160, 50, 50, false), (1, 512, 33, 65, false), (2, 3, 20, 1, true),
                (1, 40, 300, 300, true),
            })
            {
                data.Add(tier, heads, width, l, s, causal);
            }
        }

        return data;
    }

    /// <summary>
    /// Error: a score's is δ = ε (√d + 2) Σ|q k| / √d, a weight's relative one about 2δ, and summing n weighted values of size |v| in
    /// blocks of 64 adds ε (8 + √64 + √(n / 64)) |v|.
    /// </summary>
    [Theory]
    [MemberData(nameof(TiersAndShapes))]
    public void Results_match_double_precision(string tier, int heads, int width, int l, int s, bool causal)
    {
        const int N = 2;
        int c = heads * width;
        var shape = new AttentionShape(N, heads, width, l, s, causal, c, c, c, c);
        using NativeFloats q = NativeFloats.Random(1, N * l * c, 4);
        using NativeFloats k = NativeFloats.Random(2, N * s * c, 2);
        using NativeFloats v = NativeFloats.Random(3, N * s * c, 3);
        using NativeFloats y = Run(tier, shape, q, k, v);
        for (int sample = 0; sample < N; sample++)
        {
            for (int head = 0; head < heads; head++)
            {
                for (int query = 0; query < l; query++)
                {
                    long row = AttentionShape.Offset(sample, l, query, c, head, width);
                    long keys = AttentionShape.Offset(sample, s, 0, c, head, width);
                    (double[] expected, double magnitude) = Exact(q.Pointer + row, k.Pointer + keys, v.Pointer + keys, width, c, causal ? Math.Min(s, query + 1) : s);
                    double tolerance = 3 * Epsilon * (2 * (Math.Sqrt(width) + 2) * magnitude + 16 + Math.Sqrt(s / 64.0));
                    for (int d = 0; d < width; d++)
                    {
                        double difference = y.Span[(int)row + d] - expected[d];
                        Assert.True(Math.Abs(difference) <= tolerance, $"{tier} {shape}: [{sample},{query},{head},{d}] differs by {difference:g3}, allowed {tolerance:g3}.");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiers.All), MemberType = typeof(Tiers))]
    public void Means_of_integers_have_the_bits_of_the_specification(string tier)
    {
        // Scores are multiples of 800, so even in double precision weights are 1 or vanish and a result is the mean of a few integer rows.
        var shape = new AttentionShape(2, 3, 4, 37, 150, false, 12, 12, 12, 12);
        using NativeFloats q = NativeFloats.Integers(4, 2 * 37 * 12, 1);
        using NativeFloats k = NativeFloats.Integers(5, 2 * 150 * 12, 1);
        using NativeFloats v = NativeFloats.Integers(6, 2 * 150 * 12, 100);
        foreach (ref float value in q.Span)
        {
            value *= 1600;
        }

        using NativeFloats expected = Run("scalar", shape, q, k, v);
        using NativeFloats actual = Run(tier, shape, q, k, v);
        Assert.Equal(expected.Bits, actual.Bits);
    }

    [Theory]
    [InlineData(40, 130, 77, false)]
    [InlineData(6, 77, 77, true)]
    public void Workers_samples_and_strides_change_nothing(int width, int l, int s, bool causal)
    {
        const int N = 3, Heads = 2, Gap = 7;
        int c = Heads * width;
        var shape = new AttentionShape(N, Heads, width, l, s, causal, c + Gap, c + 2 * Gap, c + Gap, c + 3);
        using NativeFloats q = NativeFloats.Random(1, N * l * shape.QStride);
        using NativeFloats k = NativeFloats.Random(2, N * s * shape.KStride);
        using NativeFloats v = NativeFloats.Random(3, N * s * shape.VStride);
        using NativeFloats expected = Run(null, shape, q, k, v, 1);
        foreach (int workers in new[] { 2, 3, 5 })
        {
            using NativeFloats shared = Run(null, shape, q, k, v, workers);
            Assert.Equal(expected.Bits, shared.Bits);
        }

        for (int row = 0; row < N * l; row++)
        {
            Assert.All(expected.Span.Slice(row * shape.YStride + c, 3).ToArray(), value => Assert.True(float.IsNaN(value)));
        }

        using var qOne = new NativeFloats(q.Span.Slice(l * shape.QStride, l * shape.QStride));
        using var kOne = new NativeFloats(k.Span.Slice(s * shape.KStride, s * shape.KStride));
        using var vOne = new NativeFloats(v.Span.Slice(s * shape.VStride, s * shape.VStride));
        using NativeFloats single = Run(null, shape with { N = 1 }, qOne, kOne, vOne, 1);
        Assert.Equal(expected.Bits[single.Count..(2 * single.Count)], single.Bits);
    }

    [Fact]
    public void A_causal_query_gives_the_bits_it_gives_alone_with_the_keys_it_sees()
    {
        const int Rows = 140, Width = 8;
        var shape = new AttentionShape(1, 1, Width, Rows, Rows, true, Width, Width, Width, Width);
        using NativeFloats q = NativeFloats.Random(1, Rows * Width, 3);
        using NativeFloats k = NativeFloats.Random(2, Rows * Width, 3);
        using NativeFloats v = NativeFloats.Random(3, Rows * Width);
        using NativeFloats y = Run(null, shape, q, k, v, 1);
        foreach (int query in new[] { 0, 1, 63, 64, 65, 139 })
        {
            using var own = new NativeFloats(q.Span.Slice(query * Width, Width));
            using NativeFloats alone = Run(null, shape with { L = 1, S = query + 1, Causal = false }, own, k, v, 1);
            Assert.Equal(alone.Bits, y.Bits[(query * Width)..((query + 1) * Width)]);
        }
    }

    [Theory]
    [InlineData(40, 200, 333, false)]
    [InlineData(13, 77, 77, true)]
    public void The_vector_tiers_agree_bit_for_bit(int width, int l, int s, bool causal)
    {
        if (!Simd512.IsSupported)
        {
            Assert.Skip("This process has no AVX-512.");
        }

        var shape = new AttentionShape(1, 1, width, l, s, causal, width, width, width, width);
        using NativeFloats q = NativeFloats.Random(1, l * width, 3);
        using NativeFloats k = NativeFloats.Random(2, s * width, 3);
        using NativeFloats v = NativeFloats.Random(3, s * width);
        using NativeFloats narrow = Run("256", shape, q, k, v);
        using NativeFloats wide = Run("512", shape, q, k, v);
        Assert.Equal(narrow.Bits, wide.Bits);
    }

    [Theory]
    [MemberData(nameof(Tiers.All), MemberType = typeof(Tiers))]
    public void Not_a_number_in_a_query_or_key_is_not_hidden(string tier)
    {
        var shape = new AttentionShape(1, 1, 8, 3, 70, false, 8, 8, 8, 8);
        using NativeFloats q = NativeFloats.Random(1, 3 * 8);
        using NativeFloats k = NativeFloats.Random(2, 70 * 8);
        using NativeFloats v = NativeFloats.Random(3, 70 * 8);
        q.Span[8] = float.NaN;
        using NativeFloats y = Run(tier, shape, q, k, v);
        Assert.DoesNotContain(float.NaN, y.Span[..8].ToArray());
        Assert.All(y.Span[8..16].ToArray(), value => Assert.True(float.IsNaN(value)));
        Assert.DoesNotContain(float.NaN, y.Span[16..].ToArray());
        k.Span[5] = float.NaN;
        using NativeFloats all = Run(tier, shape, q, k, v);
        Assert.All(all.Span.ToArray(), value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var shape = new AttentionShape(1, 2, 8, 70, 70, true, 16, 16, 16, 16);
        using NativeFloats q = NativeFloats.Random(1, 70 * 16);
        using var y = new NativeFloats(q.Count);
        using var scratch = new NativeFloats(Attention.ScratchBytes(shape) / sizeof(float));
        Assert.Equal(0, Allocations.Of(() => Attention.Apply(shape, q.Pointer, q.Pointer, q.Pointer, y.Pointer, scratch.Pointer, 0, 1)));
    }

    private static (double[] Result, double Magnitude) Exact(float* q, float* k, float* v, int width, int stride, int keys)
    {
        double[] scores = new double[keys];
        double magnitude = 0;
        for (int key = 0; key < keys; key++)
        {
            double sum = 0, absolute = 0;
            for (int d = 0; d < width; d++)
            {
                double product = (double)q[d] * k[key * stride + d];
                sum += product;
                absolute += Math.Abs(product);
            }

            scores[key] = sum / Math.Sqrt(width);
            magnitude = Math.Max(magnitude, absolute / Math.Sqrt(width));
        }

        double[] weights = [.. scores.Select(score => Math.Exp(score - scores.Max()))];
        double total = weights.Sum();
        double[] result = new double[width];
        for (int d = 0; d < width; d++)
        {
            for (int key = 0; key < keys; key++)
            {
                result[d] += weights[key] / total * v[key * stride + d];
            }
        }

        return (result, magnitude);
    }

    /// <summary>Runs one body, or with no tier what the machine dispatches to, over scratch that starts as NaN.</summary>
    private static NativeFloats Run(string? tier, in AttentionShape shape, NativeFloats q, NativeFloats k, NativeFloats v, int workers = 2)
    {
        var y = new NativeFloats((long)shape.N * shape.L * shape.YStride);
        for (int worker = 0; worker < workers; worker++)
        {
            using var scratch = new NativeFloats(ScratchBytes(tier, shape) / sizeof(float));
            float* own = scratch.Pointer;
            switch (tier)
            {
                case "512":
                    Attention.ApplyVector<Simd512, Vector512<float>, Attention.FourColumns>(shape, q.Pointer, k.Pointer, v.Pointer, y.Pointer, own, worker, workers);
                    break;
                case "256":
                    Attention.ApplyVector<Simd256, Vector256<float>, Attention.ThreeColumns>(shape, q.Pointer, k.Pointer, v.Pointer, y.Pointer, own, worker, workers);
                    break;
                case "scalar":
                    Attention.ApplyScalar(shape, q.Pointer, k.Pointer, v.Pointer, y.Pointer, (double*)own, worker, workers);
                    break;
                default:
                    Attention.Apply(shape, q.Pointer, k.Pointer, v.Pointer, y.Pointer, own, worker, workers);
                    break;
            }
        }

        return y;
    }

    private static long ScratchBytes(string? tier, in AttentionShape shape) => tier switch
    {
        "512" => Attention.VectorScratchBytes(shape, 64),
        "256" => Attention.VectorScratchBytes(shape, 24),
        "scalar" => Attention.ScalarScratchBytes(shape),
        _ => Attention.ScratchBytes(shape),
    };
}
