using System.Runtime.InteropServices;

namespace Palimpsest.Compute.Tests.Kernels;

/// <summary>
/// Native float32 memory for kernel tests, filled with NaN so that an element never written shows, between two guard zones that
/// <see cref="Dispose"/> checks. It is only 4-byte aligned on purpose.
/// </summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    private const int Guard = 33;
    private const int GuardBits = 0x7FA5A5A5;

    private readonly float* _memory;

    public NativeFloats(long count)
    {
        Count = checked((int)count);
        _memory = (float*)NativeMemory.Alloc((nuint)(count + 2 * Guard), sizeof(float));
        new Span<int>(_memory, Count + 2 * Guard).Fill(GuardBits);
        Span.Fill(float.NaN);
    }

    public NativeFloats(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    public int Count { get; }

    public float* Pointer => _memory + Guard;

    public Span<float> Span => new(Pointer, Count);

    /// <summary>The elements' bits, for comparisons that tell zeros and NaNs apart.</summary>
    public int[] Bits => MemoryMarshal.Cast<float, int>(Span).ToArray();

    public static NativeFloats Random(int seed, long count, float scale = 1, float offset = 0)
    {
        var random = new Random(seed);
        var floats = new NativeFloats(count);
        foreach (ref float value in floats.Span)
        {
            value = offset + scale * (float)(2 * random.NextDouble() - 1);
        }

        return floats;
    }

    /// <summary>Integers from -limit to limit.</summary>
    public static NativeFloats Integers(int seed, long count, int limit)
    {
        var random = new Random(seed);
        var floats = new NativeFloats(count);
        foreach (ref float value in floats.Span)
        {
            value = random.Next(-limit, limit + 1);
        }

        return floats;
    }

    public void Dispose()
    {
        var before = new ReadOnlySpan<int>(_memory, Guard);
        var after = new ReadOnlySpan<int>(Pointer + Count, Guard);
        bool intact = before.IndexOfAnyExcept(GuardBits) < 0 && after.IndexOfAnyExcept(GuardBits) < 0;
        NativeMemory.Free(_memory);
        Assert.True(intact, $"A kernel wrote outside an array of {Count} elements.");
    }
}
