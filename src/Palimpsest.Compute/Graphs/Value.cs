namespace Palimpsest.Compute;

/// <summary>
/// The result of a graph's node: a float32 tensor whose shape is known and whose contents are not.
/// Pictures and feature maps are channels-last [N,H,W,C], token sequences [N,L,C].
/// </summary>
public sealed class Value
{
    internal Value(int id, int[] shape)
    {
        Id = id;
        Shape = shape;
        Count = shape.Aggregate(1L, (product, size) => checked(product * size));
    }

    /// <summary>Position of the node in its graph.</summary>
    internal int Id { get; }

    public IReadOnlyList<int> Shape { get; }

    public long Count { get; }

    /// <summary>Size of the last axis.</summary>
    public int Channels => Shape[^1];

    /// <summary>Product of all axes but the last.</summary>
    public long Rows => Count / Channels;

    public override string ToString() => $"%{Id} [{string.Join(',', Shape)}]";
}
