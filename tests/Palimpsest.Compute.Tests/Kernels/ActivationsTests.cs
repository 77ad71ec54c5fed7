using System.Runtime.Intrinsics;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute.Tests.Kernels;

public unsafe class ActivationsTests
{
    private const double Epsilon = 1.1920929e-7; // spacing of float32 at 1

    public static TheoryData<Activation, string> FunctionsAndTiers()
    {
        var data = new TheoryData<Activation, string>();
        foreach (Activation activation in new[] { Activation.Silu, Activation.Gelu, Activation.QuickGelu })
        {
            foreach (string tier in Tiers.Supported)
            {
                data.Add(activation, tier);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(FunctionsAndTiers))]
    public void Values_match_double_precision(Activation activation, string tier)
    {
        const int Count = 400_001;
        using var x = new NativeFloats(Count);
        for (int i = 0; i < Count; i++)
        {
            x.Span[i] = (i - Count / 2) * (40f / Count); // -20 to 20
        }

        using var y = new NativeFloats(Count);
        Run(activation, tier, x.Pointer, y.Pointer, Count);
        for (int i = 0; i < Count; i++)
        {
            double expected = Exact(activation, x.Span[i]);

            // Rounding of the argument of exp is worth |x| spacings of the result where the exponential is large (negative x).
            double tolerance = Epsilon * (activation == Activation.Gelu ? 0.4 + Math.Abs(expected) : (2 + Math.Abs(x.Span[i])) * Math.Abs(expected)) + 1e-37;
            Assert.True(Math.Abs(y.Span[i] - expected) <= tolerance, $"{activation} {tier} of {x.Span[i]:g9}: {y.Span[i]:g9}, expected {expected:g9} ± {tolerance:g3}.");
        }
    }

    [Theory]
    [MemberData(nameof(FunctionsAndTiers))]
    public void Extreme_values_behave(Activation activation, string tier)
    {
        using var x = new NativeFloats([0, float.PositiveInfinity, float.NaN, BitConverter.Int32BitsToSingle(0x7FC00001), 1e30f, -1e30f, 88.7f, -88.7f, 300, -300, 1e-40f]);
        using var y = new NativeFloats(x.Count);
        Run(activation, tier, x.Pointer, y.Pointer, x.Count);
        Assert.Equal([0, float.PositiveInfinity, float.NaN, float.NaN, 1e30f], y.Span[..5]);
        Assert.Equal(88.7f, y.Span[6]);
        Assert.Equal(300, y.Span[8]);
        foreach (int small in new[] { 5, 7, 9, 10 })
        {
            Assert.InRange(Math.Abs(y.Span[small]), 0, 1e-35f);
        }
    }

    [Fact]
    public void The_vector_tiers_agree_bit_for_bit()
    {
        if (!Simd512.IsSupported)
        {
            Assert.Skip("This machine has no AVX-512.");
        }

        using NativeFloats x = NativeFloats.Random(1, 10_007, 12);
        using var narrow = new NativeFloats(x.Count);
        using var wide = new NativeFloats(x.Count);
        foreach (Activation activation in new[] { Activation.Silu, Activation.Gelu, Activation.QuickGelu })
        {
            Run(activation, "256", x.Pointer, narrow.Pointer, x.Count);
            Run(activation, "512", x.Pointer, wide.Pointer, x.Count);
            Assert.Equal(narrow.Bits, wide.Bits);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1001)]
    public void The_number_of_workers_and_the_place_change_nothing(int count)
    {
        using NativeFloats x = NativeFloats.Random(2, count, 8);
        using var alone = new NativeFloats(count);
        Activations.Into(Activation.Gelu, x.Pointer, alone.Pointer, count, 0, 1);
        foreach (int workers in new[] { 2, 3, 5 })
        {
            using var shared = new NativeFloats(count);
            for (int worker = 0; worker < workers; worker++)
            {
                Activations.Into(Activation.Gelu, x.Pointer, shared.Pointer, count, worker, workers);
            }

            Assert.Equal(alone.Bits, shared.Bits);
        }

        Activations.InPlace(Activation.Gelu, x.Pointer, count);
        Assert.Equal(alone.Bits, x.Bits);
    }

    [Theory]
    [MemberData(nameof(Tiers.All), MemberType = typeof(Tiers))]
    public void Gated_gelu_multiplies_the_value_with_the_gate(string tier)
    {
        using NativeFloats value = NativeFloats.Random(3, 1003, 5);
        using NativeFloats gate = NativeFloats.Random(4, 1003, 5);
        using var destination = new NativeFloats(1003);
        switch (tier)
        {
            case "512":
                Activations.GeGluVector<Simd512, Vector512<float>>(value.Pointer, gate.Pointer, destination.Pointer, 1003);
                break;
            case "256":
                Activations.GeGluVector<Simd256, Vector256<float>>(value.Pointer, gate.Pointer, destination.Pointer, 1003);
                break;
            default:
                Activations.GeGluScalar(value.Pointer, gate.Pointer, destination.Pointer, 1003);
                break;
        }

        for (int i = 0; i < destination.Count; i++)
        {
            double expected = value.Span[i] * Exact(Activation.Gelu, gate.Span[i]);
            Assert.InRange(destination.Span[i] - expected, -5 * Epsilon - 2 * Epsilon * Math.Abs(expected), 5 * Epsilon + 2 * Epsilon * Math.Abs(expected));
        }

        using var dispatched = new NativeFloats(value.Span);
        Activations.GeGluInto(dispatched.Pointer, gate.Pointer, dispatched.Pointer, 1003);
        Assert.Equal(destination.Span[500], dispatched.Span[500], 1e-5f);
    }

    [Theory]
    [InlineData(0.5, 0.34573123063700656)] // 0.5 · Φ(0.5), Φ from Abramowitz and Stegun table 26.1
    [InlineData(2, 1.9544997361036416)]
    [InlineData(-4, -0.000126684967391)]
    public void The_scalar_gelu_matches_tables(double x, double expected) => Assert.Equal(expected, Gelu.Apply(x), 1e-13);

    [Fact]
    public void Nothing_is_allocated()
    {
        using NativeFloats x = NativeFloats.Random(5, 100);
        Assert.Equal(0, Allocations.Of(() => Activations.InPlace(Activation.Silu, x.Pointer, x.Count)));
    }

    private static double Exact(Activation activation, double x) => activation switch
    {
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.QuickGelu => x / (1 + Math.Exp(-1.702 * x)),
        _ => Gelu.Apply(x),
    };

    private static void Run(Activation activation, string tier, float* x, float* y, int count)
    {
        switch (activation)
        {
            case Activation.Silu:
                Run<Silu>(tier, x, y, count);
                break;
            case Activation.Gelu:
                Run<Gelu>(tier, x, y, count);
                break;
            default:
                Run<QuickGelu>(tier, x, y, count);
                break;
        }
    }

    private static void Run<TFunction>(string tier, float* x, float* y, int count)
        where TFunction : struct, IActivationFunction
    {
        switch (tier)
        {
            case "512":
                Activations.IntoVector<TFunction, Simd512, Vector512<float>>(x, y, count);
                break;
            case "256":
                Activations.IntoVector<TFunction, Simd256, Vector256<float>>(x, y, count);
                break;
            default:
                Activations.IntoScalar<TFunction>(x, y, count);
                break;
        }
    }
}
