namespace Palimpsest.Checkpoints.Pickle;

/// <summary>A harmless object that is never looked into: a set, a numpy number or array, a device. It stands for its type only.</summary>
internal sealed record PickleOpaque(string Kind)
{
    public static readonly PickleOpaque Set = new("set");
    public static readonly PickleOpaque Bytes = new("bytes");
    public static readonly PickleOpaque Numpy = new("numpy object");
    public static readonly PickleOpaque Device = new("device");
}
