namespace Palimpsest.Compute;

/// <summary>A lease on a weight's elements: little-endian, row-major, not necessarily aligned. Dispose it to give them back.</summary>
public readonly unsafe ref struct WeightBytes(byte* pointer, long lengthBytes, IDisposable? owner)
{
    public byte* Pointer { get; } = pointer;

    public long LengthBytes { get; } = lengthBytes;

    public void Dispose() => owner?.Dispose();
}
