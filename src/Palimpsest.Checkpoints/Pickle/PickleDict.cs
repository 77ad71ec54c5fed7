namespace Palimpsest.Checkpoints.Pickle;

/// <summary>A Python dict, OrderedDict or ParameterDict, in insertion order. Empty ones take no table, since a hostile file can have millions.</summary>
internal sealed class PickleDict
{
    private static readonly OrderedDictionary<object, object?> None = [];

    private OrderedDictionary<object, object?>? _items;

    public IReadOnlyDictionary<object, object?> Items => _items ?? None;

    /// <summary>Whether a value can be a key here: texts, numbers, tuples and classes. Lists and dicts cannot in Python either.</summary>
    public static bool CanBeKey(object? value) => value is string or long or Int128 or double or bool or PickleTuple or PickleGlobal;

    public void Set(object key, object? value) => (_items ??= new OrderedDictionary<object, object?>(PickleKeyComparer.Instance))[key] = value;

    /// <summary>Becomes another name for the other dict's items, as ParameterDict holds its parameters.</summary>
    public void Share(PickleDict other) => _items = other._items;
}
