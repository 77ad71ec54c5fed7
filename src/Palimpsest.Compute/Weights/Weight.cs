namespace Palimpsest.Compute;

/// <summary>
/// A named constant tensor. The elements stay where they are (a mapped file, an array) and are opened
/// only while a plan packs them, so a checkpoint is never in memory twice.
/// </summary>
public abstract class Weight(string name, ElementType type, IReadOnlyList<int> shape)
{
    /// <summary>The tensor's full key, as in the ldm layout; errors quote it.</summary>
    public string Name { get; } = name;

    public ElementType Type { get; } = type;

    /// <summary>Sizes in PyTorch's order, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;

    /// <summary>Number of elements.</summary>
    public long Count { get; } = shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Gives access to the elements, little-endian and row-major, until the result is disposed.</summary>
    public abstract WeightBytes Open();

    /// <summary>All elements widened to float32. For small tensors: plans read big ones block by block.</summary>
    public unsafe float[] ToFloats()
    {
        using WeightBytes bytes = Open();
        float[] floats = GC.AllocateUninitializedArray<float>(checked((int)Count));
        ElementConversion.ToFloats(Type, bytes.Pointer, floats);
        return floats;
    }

    public override string ToString() => $"{Name} [{string.Join(',', Shape)}] {Type}";
}
