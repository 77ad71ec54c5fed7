using System.Globalization;

namespace Palimpsest.Checkpoints.Pickle;

/// <summary>Finds the tensors in an unpickled object: nested dictionaries and lists become dotted names.</summary>
internal sealed class TensorTree
{
    /// <summary>
    /// Steps and letters of names that the walk may take, as a multiple of the pickle's bytes and a little for small ones. A plain tree takes
    /// about one each; parts that are shared again and again could take any number.
    /// </summary>
    private const int StepsPerByte = 4, BaseSteps = 1 << 16;

    /// <summary>Lists with more numbers than this are no description worth showing.</summary>
    private const int LongestMetadataList = 64;

    private readonly WeightFile _file;
    private readonly Stack<(string Name, object Value)> _pending = [];
    private long _steps;

    private TensorTree(WeightFile file, long pickleBytes) => (_file, _steps) = (file, BaseSteps + StepsPerByte * pickleBytes);

    /// <summary>The tensors under the root, or under its member "state_dict" alone if it has one, as webui loads them.</summary>
    public static WeightFileContent Collect(WeightFile file, object? root, long pickleBytes)
    {
        var states = (root as PickleDict)?.Items.GetValueOrDefault("state_dict") as PickleDict;
        List<StoredTensor> tensors = new TensorTree(file, pickleBytes).Walk(states ?? root);
        file.Require(tensors.Count > 0, "pickle", "it holds no tensors, so it is not a model");
        return new WeightFileContent(tensors, Metadata(root as PickleDict));
    }

    private List<StoredTensor> Walk(object? root)
    {
        var tensors = new List<StoredTensor>();
        var names = new HashSet<string>();
        Push("", "", root);
        while (_pending.TryPop(out (string Name, object Value) node))
        {
            if (node.Value is TorchTensor tensor)
            {
                _file.Require(names.Add(node.Name), "pickle", $"two tensors are called '{node.Name}'");
                tensors.Add(tensor.Store(node.Name));
            }
            else
            {
                PushChildren(node.Name.Length == 0 ? "" : node.Name + ".", node.Value);
            }
        }

        return tensors;
    }

    /// <summary>Children are pushed last first, so that tensors come out in the file's order.</summary>
    private void PushChildren(string prefix, object container)
    {
        if (container is PickleDict dict)
        {
            foreach ((object key, object? child) in dict.Items.Reverse())
            {
                Push(prefix, KeyText(key), child);
            }

            return;
        }

        IList<object?> items = container is PickleTuple tuple ? tuple.Items : (List<object?>)container;
        for (int i = items.Count - 1; i >= 0; i--)
        {
            Push(prefix, i.ToString(CultureInfo.InvariantCulture), items[i]);
        }
    }

    private void Push(string prefix, string name, object? value)
    {
        bool matters = value is TorchTensor or PickleDict or List<object?> or PickleTuple;
        _steps -= matters ? 1 + prefix.Length + name.Length : 1;
        _file.Require(_steps >= 0, "pickle", "its objects are nested and shared so that listing them would take far more room than the file");
        if (matters)
        {
            _pending.Push((prefix + name, value!));
        }
    }

    private static string KeyText(object key) => key is PickleGlobal global ? global.Name : Convert.ToString(key, CultureInfo.InvariantCulture)!;

    /// <summary>Texts, numbers and short lists beside the tensors: steps, names, layer structures.</summary>
    private static Dictionary<string, string> Metadata(PickleDict? root)
    {
        var metadata = new Dictionary<string, string>();
        foreach ((object key, object? value) in root?.Items ?? new Dictionary<object, object?>())
        {
            if (key is string name && Text(value) is string text)
            {
                metadata[name] = text;
            }
        }

        return metadata;
    }

    private static string? Text(object? value) => value switch
    {
        string or long or Int128 or double or bool => Convert.ToString(value, CultureInfo.InvariantCulture),
        List<object?> { Count: <= LongestMetadataList } list when list.All(item => item is long or double or bool) =>
            $"[{string.Join(", ", list.Select(Text))}]",
        _ => null,
    };
}
