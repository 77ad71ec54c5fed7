namespace Palimpsest.Checkpoints.Pickle;

/// <summary>A name that a pickle may mention. It is a token of ours: no code of that name exists here.</summary>
internal sealed class PickleGlobal(string name, PickleGlobalKind kind, StoredType? type = null)
{
    /// <summary>Python's dotted name.</summary>
    public string Name => name;

    public PickleGlobalKind Kind => kind;

    /// <summary>The element type that a storage class or dtype names.</summary>
    public StoredType? Type => type;
}
