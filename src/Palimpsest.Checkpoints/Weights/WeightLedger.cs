using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>The tensors of one checkpoint, and a record of what networks asked for: what was used, what was missing, what had another shape.</summary>
public sealed class WeightLedger(string source, IReadOnlyDictionary<string, Weight> weights)
{
    private IReadOnlySet<string> _added = new HashSet<string>();
    private readonly HashSet<string> _used = [];
    private readonly Dictionary<string, int[]> _missing = [];
    private readonly Dictionary<string, int[]> _misshaped = [];

    public WeightScope Root => new(this);

    public IReadOnlyDictionary<string, Weight> Weights => weights;

    /// <summary>Keys that nothing has asked for yet.</summary>
    public IEnumerable<string> Unused => weights.Keys.Where(key => !_used.Contains(key));

    public bool Has(string key) => weights.ContainsKey(key);

    /// <summary>
    /// These tensors with some changed, and with others that the architecture does not have (<see cref="FindAdded"/>). The new ledger's record is its own.
    /// </summary>
    public WeightLedger With(IReadOnlyDictionary<string, Weight> changed)
    {
        var all = new Dictionary<string, Weight>(weights);
        foreach ((string key, Weight weight) in changed)
        {
            all[key] = weight;
        }

        return new WeightLedger(source, all) { _added = changed.Keys.Where(key => !weights.ContainsKey(key)).ToHashSet() };
    }

    /// <summary>These tensors with others in place of all whose keys begin so. The new ledger's record is its own.</summary>
    public WeightLedger Replacing(string prefix, IEnumerable<KeyValuePair<string, Weight>> replacement)
    {
        IEnumerable<KeyValuePair<string, Weight>> kept = weights.Where(pair => !pair.Key.StartsWith(prefix, StringComparison.Ordinal));
        return new WeightLedger(source, new Dictionary<string, Weight>(kept.Concat(replacement))) { _added = _added };
    }

    /// <summary>A tensor that was added by <see cref="With"/> and is none of the file's; null when there is none of that key.</summary>
    internal Weight? FindAdded(string key) => _added.Contains(key) ? weights[key] : null;

    internal Weight Get(string key, int[] shape)
    {
        if (!weights.TryGetValue(key, out Weight? weight))
        {
            _missing[key] = shape;
        }
        else if (!weight.Shape.SequenceEqual(shape))
        {
            _misshaped[key] = shape;
        }
        else
        {
            _used.Add(key);
            return weight;
        }

        return new AbsentWeight(key, shape);
    }

    /// <summary>Throws one <see cref="CheckpointException"/> that names the first few missing and mis-shaped tensors with expected and found shapes, and how many more there are.</summary>
    public void ThrowIfUnfit()
    {
        if (_missing.Count + _misshaped.Count == 0)
        {
            return;
        }

        IEnumerable<string> faults =
            _misshaped.Select(pair => $"'{pair.Key}' is [{string.Join(',', weights[pair.Key].Shape)}], expected [{string.Join(',', pair.Value)}]")
            .Concat(_missing.Select(pair => $"'{pair.Key}' [{string.Join(',', pair.Value)}] is missing"));
        int total = _missing.Count + _misshaped.Count;
        string more = total > 6 ? $"; and {total - 6} more" : "";
        int unused = Unused.Count();
        string left = unused > 0 ? $" {unused} tensors of the file fit nothing, for example '{Unused.First()}'." : "";
        throw new CheckpointException(
            $"{source}: the checkpoint does not fit its architecture: {string.Join("; ", faults.Take(6))}{more}.{left} Use a complete Stable Diffusion 1.x checkpoint.");
    }
}
