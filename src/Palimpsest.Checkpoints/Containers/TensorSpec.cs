namespace Palimpsest.Checkpoints;

/// <summary>A tensor to be written: its key, type and shape (PyTorch's order).</summary>
public sealed record TensorSpec(string Name, StoredType Type, IReadOnlyList<int> Shape)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => checked(product * size));

    public long LengthBytes => Type.LengthBytes(Shape.Select(size => (long)size))
        ?? throw new ArgumentException($"'{Name}' {Type} [{string.Join(',', Shape)}] does not fill whole bytes or is too large.");
}
