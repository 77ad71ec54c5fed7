using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>One tensor of a weight file, in whatever type it is stored. The bytes stay in the file until they are opened.</summary>
public sealed class StoredTensor
{
    private readonly TensorBytes _bytes;

    internal StoredTensor(string name, StoredType type, int[] shape, long lengthBytes, TensorBytes bytes)
    {
        (Name, Type, Shape, LengthBytes, _bytes) = (name, type, shape, lengthBytes, bytes);
        Count = shape.Aggregate(1L, (product, size) => product * size);
    }

    public string Name { get; }

    public StoredType Type { get; }

    /// <summary>Sizes in PyTorch's order, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    public long LengthBytes { get; }

    /// <summary>
    /// The elements, little-endian and row-major, until the result is disposed. Contiguous tensors are mapped from the file;
    /// strided, byte-swapped and deflated ones are copied to memory of their own.
    /// </summary>
    public WeightBytes Open() => _bytes.Open();

    /// <summary>The same bytes under another name.</summary>
    internal StoredTensor Renamed(string name) => new(name, Type, [.. Shape], LengthBytes, _bytes);

    public override string ToString() => $"{Name} [{string.Join(',', Shape)}] {Type}";
}
