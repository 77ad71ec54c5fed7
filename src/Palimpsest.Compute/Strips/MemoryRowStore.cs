using System.IO.MemoryMappedFiles;

namespace Palimpsest.Compute;

/// <summary>
/// A feature map in pages of its own, which go back to the system at once: a heap keeps freed blocks of so many sizes, and the
/// process would take twice what its budget allows.
/// </summary>
internal sealed unsafe class MemoryRowStore : RowStore
{
    private readonly long _count;
    private readonly MemoryMappedFile _pages;
    private readonly MemoryMappedViewAccessor _view;
    private float* _elements;

    public MemoryRowStore(long count)
    {
        _count = count;
        _pages = MemoryMappedFile.CreateNew(mapName: null, checked(count * sizeof(float)));
        _view = _pages.CreateViewAccessor();
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _elements = (float*)pointer;
    }

    public override void Read(long start, Span<float> destination) => View(start, destination.Length).CopyTo(destination);

    public override void Write(long start, ReadOnlySpan<float> source) => source.CopyTo(View(start, source.Length));

    public override void Dispose()
    {
        if (_elements is not null)
        {
            _elements = null;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _pages.Dispose();
        }
    }

    private Span<float> View(long start, int length)
    {
        ObjectDisposedException.ThrowIf(_elements is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, _count - length);
        return new Span<float>(_elements + start, length);
    }
}
