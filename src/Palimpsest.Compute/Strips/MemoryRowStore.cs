using System.Runtime.InteropServices;

namespace Palimpsest.Compute;

/// <summary>A feature map in native memory.</summary>
internal sealed unsafe class MemoryRowStore(long count) : RowStore
{
    /// <summary>Of a cache line, so that copies are aligned when rows are.</summary>
    private const int AlignmentBytes = 64;

    private float* _elements = (float*)NativeMemory.AlignedAlloc(checked((nuint)count * sizeof(float)), AlignmentBytes);

    public override void Read(long start, Span<float> destination) => View(start, destination.Length).CopyTo(destination);

    public override void Write(long start, ReadOnlySpan<float> source) => source.CopyTo(View(start, source.Length));

    public override void Dispose()
    {
        NativeMemory.AlignedFree(_elements);
        _elements = null;
    }

    private Span<float> View(long start, int length)
    {
        ObjectDisposedException.ThrowIf(_elements is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, count - length);
        return new Span<float>(_elements + start, length);
    }
}
