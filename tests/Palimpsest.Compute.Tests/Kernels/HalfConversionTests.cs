using System.Runtime.Intrinsics;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute.Tests.Kernels;

public unsafe class HalfConversionTests
{
    [Theory]
    [MemberData(nameof(Tiers.All), MemberType = typeof(Tiers))]
    public void All_65536_patterns_of_each_format_widen_exactly(string tier)
    {
        ushort[] patterns = [.. Enumerable.Range(0, 65536).Select(i => (ushort)i)];
        using var halves = new NativeFloats(patterns.Length);
        using var brains = new NativeFloats(patterns.Length);
        fixed (ushort* source = patterns)
        {
            Run<Float16>(tier, source, halves.Pointer, patterns.Length);
            Run<BFloat16>(tier, source, brains.Pointer, patterns.Length);
        }

        for (int i = 0; i < patterns.Length; i++)
        {
            Assert.Equal(ExactHalf(i), BitConverter.SingleToInt32Bits(halves.Span[i]));
            Assert.Equal(i << 16, BitConverter.SingleToInt32Bits(brains.Span[i]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(33)]
    public void Tails_and_unaligned_sources_are_taken(int count)
    {
        byte[] bytes = new byte[2 * count + 1];
        new Random(count).NextBytes(bytes);
        using var y = new NativeFloats(count);
        fixed (byte* source = bytes)
        {
            ElementConversion.ToFloats(ElementType.BFloat16, source + 1, y.Span);
        }

        for (int i = 0; i < count; i++)
        {
            Assert.Equal(BitConverter.ToUInt16(bytes, 2 * i + 1) << 16, BitConverter.SingleToInt32Bits(y.Span[i]));
        }
    }

    [Fact]
    public void Float32_elements_are_copied_from_any_address()
    {
        byte[] bytes = [99, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2e-40f)];
        float[] floats = new float[2];
        fixed (byte* source = bytes)
        {
            ElementConversion.ToFloats(ElementType.Float32, source + 1, floats);
        }

        Assert.Equal([1.5f, -2e-40f], floats);
    }

    private static int ExactHalf(int bits)
    {
        int sign = bits >> 15 << 31, exponent = (bits >> 10) & 31, mantissa = bits & 1023;
        return exponent switch
        {
            31 => sign | 0x7F800000 | (mantissa == 0 ? 0 : 0x00400000 | (mantissa << 13)),
            0 => sign | BitConverter.SingleToInt32Bits((float)(mantissa * Math.Pow(2, -24))),
            _ => sign | ((exponent + 112) << 23) | (mantissa << 13),
        };
    }

    private static void Run<TFormat>(string tier, ushort* source, float* destination, long count)
        where TFormat : struct, I16BitFormat
    {
        switch (tier)
        {
            case "512":
                HalfConversion.ToFloatsVector<TFormat, Simd512, Vector512<float>>(source, destination, count);
                break;
            case "256":
                HalfConversion.ToFloatsVector<TFormat, Simd256, Vector256<float>>(source, destination, count);
                break;
            default:
                HalfConversion.ToFloatsScalar<TFormat>(source, destination, count);
                break;
        }
    }
}
