namespace Palimpsest.Checkpoints.Pickle;

/// <summary>What the allowed names do when a pickle calls them, makes an object of them, or sets an object's state.</summary>
internal sealed class PickleCalls(PickleInput input)
{
    /// <summary>numpy's own limit; torch has none, but no network comes near.</summary>
    private const int MaximumAxes = 64;

    /// <summary>Items copied by calls in one pickle, so that a large list cannot be copied again and again by a few bytes each.</summary>
    private const int MaximumCopies = 1_000_000;

    private int _copies;

    public object Call(object? function, object? arguments)
    {
        var global = function as PickleGlobal ?? throw input.Fault("something is called that is not a function");
        object?[] given = Arguments(global, arguments);
        return global.Kind switch
        {
            PickleGlobalKind.OrderedDict => OrderedDict(given),
            PickleGlobalKind.ParameterDict when given.Length == 0 => new PickleDict(),
            PickleGlobalKind.Set when given.Length <= 1 => PickleOpaque.Set,
            PickleGlobalKind.TupleOfSizes when given is [PickleTuple sizes] => sizes,
            PickleGlobalKind.Device => PickleOpaque.Device,
            PickleGlobalKind.NumpyObject => PickleOpaque.Numpy,
            PickleGlobalKind.CodecsEncode => Encode(given),
            PickleGlobalKind.RebuildTensor => Tensor(given, null),
            PickleGlobalKind.RebuildTensorWithType when given is [_, _, _, _, _, _, PickleGlobal { Kind: PickleGlobalKind.DType } type, ..] => Tensor(given, type.Type),
            PickleGlobalKind.RebuildParameter when given is [TorchTensor tensor, ..] => tensor,
            _ => throw input.Fault($"'{global.Name}' is called in a way that no checkpoint does"),
        };
    }

    public object New(object? type, object? arguments)
    {
        var global = type as PickleGlobal ?? throw input.Fault("an object is made of something that is not a class");
        return global.Kind is PickleGlobalKind.OrderedDict or PickleGlobalKind.ParameterDict && Arguments(global, arguments).Length == 0
            ? new PickleDict()
            : throw input.Fault($"it wants to make an object of '{global.Name}'; save the state dictionary instead of whole objects");
    }

    /// <summary>BUILD: attributes of dictionaries do not matter, except that a ParameterDict keeps its entries in one of them.</summary>
    public void SetState(object? target, object? state)
    {
        if (target is PickleDict dict)
        {
            if (state is PickleDict attributes && attributes.Items.TryGetValue("_parameters", out object? parameters) && parameters is PickleDict entries)
            {
                dict.Share(entries);
            }
        }
        else if (!ReferenceEquals(target, PickleOpaque.Numpy))
        {
            throw input.Fault("it wants to set the state of something that has none");
        }
    }

    private object?[] Arguments(PickleGlobal global, object? arguments) =>
        (arguments as PickleTuple)?.Items ?? throw input.Fault($"'{global.Name}' is called with something that is not a tuple");

    /// <summary>Python 2 gave the items as one list of pairs.</summary>
    private PickleDict OrderedDict(object?[] given)
    {
        var dict = new PickleDict();
        if (given.Length == 0)
        {
            return dict;
        }

        if (given is not [List<object?> pairs] || (_copies += pairs.Count) > MaximumCopies)
        {
            throw input.Fault("'collections.OrderedDict' is called in a way that no checkpoint does");
        }

        foreach (object? pair in pairs)
        {
            (object? key, object? value) = pair switch
            {
                PickleTuple { Items: [var first, var second] } => (first, second),
                List<object?> { Count: 2 } list => (list[0], list[1]),
                _ => throw input.Fault("an ordered dictionary gets an item that is not a pair"),
            };
            dict.Set(PickleDict.CanBeKey(key) ? key! : throw input.Fault("a dictionary gets a key of a type that cannot be one"), value);
        }

        return dict;
    }

    /// <summary>Protocol 2 writes byte strings as encode(text, 'latin1'); with other codecs the same call can grow its argument without end.</summary>
    private PickleOpaque Encode(object?[] given) => given is [string, "latin1"]
        ? PickleOpaque.Bytes
        : throw input.Fault("'_codecs.encode' is called with something else than a text and 'latin1'");

    /// <summary>(storage, offset, sizes, strides, …), counted in elements.</summary>
    private TorchTensor Tensor(object?[] given, StoredType? dtype)
    {
        if (given is not [TorchStorage storage, long offset, PickleTuple sizes, PickleTuple strides, ..])
        {
            throw input.Fault("a tensor is described without storage, offset, sizes and strides");
        }

        StoredType type = dtype ?? storage.Type ?? throw input.Fault("a tensor is described without its element type");
        (long[] lengths, long[] steps) = (WholeNumbers(sizes), WholeNumbers(strides));
        if (lengths.Length != steps.Length || lengths.Length > MaximumAxes || lengths.Any(length => length > int.MaxValue))
        {
            throw input.Fault($"a tensor has {lengths.Length} sizes and {steps.Length} strides; at most {MaximumAxes} of each, below 2^31, are possible");
        }

        // A step of up to 2^63 over up to 2^31 elements on 64 axes stays far below 2^127.
        Int128 span = lengths.Contains(0) ? 0 : 1;
        for (int axis = 0; axis < lengths.Length && span > 0; axis++)
        {
            span += (Int128)(lengths[axis] - 1) * steps[axis];
        }

        int elementBytes = type.SizeBits() / 8;
        if (offset < 0 || (offset + span) * elementBytes > storage.LengthBytes)
        {
            throw input.Fault($"a tensor [{string.Join(',', lengths)}] from element {offset} reaches beyond its storage '{storage.Key}' of {storage.LengthBytes} bytes");
        }

        long? bytes = type.LengthBytes(lengths);
        if (bytes is null || bytes > input.LargestTensorBytes)
        {
            throw input.Fault($"a tensor [{string.Join(',', lengths)}] repeats its storage until it is larger than the file");
        }

        return new TorchTensor(storage, type, offset, [.. lengths.Select(length => (int)length)], steps, bytes.Value, (long)span * elementBytes);
    }

    private long[] WholeNumbers(PickleTuple tuple)
    {
        if (tuple.Items.Length > MaximumAxes || !tuple.Items.All(item => item is >= 0L))
        {
            throw input.Fault($"a tensor's sizes or strides are not up to {MaximumAxes} whole numbers from 0");
        }

        return Array.ConvertAll(tuple.Items, item => (long)item!);
    }
}
