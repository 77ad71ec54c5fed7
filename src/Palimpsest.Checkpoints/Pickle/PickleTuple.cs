namespace Palimpsest.Checkpoints.Pickle;

/// <summary>A Python tuple. Compared by identity: comparing contents could be made to take forever.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public static readonly PickleTuple Empty = new([]);

    public object?[] Items => items;
}
