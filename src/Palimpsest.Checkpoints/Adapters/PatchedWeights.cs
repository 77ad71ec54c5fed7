using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>
/// The tensors of a checkpoint that a set of networks changes. Making it reads shapes only; the numbers are computed when a plan packs a tensor.
/// </summary>
public sealed class PatchedWeights
{
    private readonly IReadOnlyDictionary<string, Weight> _originals;
    private readonly ElementType _type;
    private readonly Dictionary<string, List<IWeightChange>> _changes = [];
    private readonly Dictionary<string, int[]> _addedShapes = [];
    private readonly Dictionary<string, int> _faults = [];
    private readonly List<string> _faultTexts = [];

    /// <param name="originals">The checkpoint's tensors.</param>
    /// <param name="uses">The networks in the order of the prompt.</param>
    /// <param name="isHalf">
    /// Round to Float16 as webui does when it runs a model in half precision. False, as webui with --no-half: sums in Float32, whatever the file has.
    /// </param>
    public PatchedWeights(IReadOnlyDictionary<string, Weight> originals, IEnumerable<NetworkUse> uses, bool isHalf = false)
    {
        _originals = originals;
        _type = isHalf ? ElementType.Float16 : ElementType.Float32;
        foreach (NetworkUse use in uses)
        {
            Apply(use);
        }

        Weights = _changes.ToDictionary(pair => pair.Key, Weight (pair) => Patched(pair.Key, pair.Value));
    }

    /// <summary>The changed tensors by key.</summary>
    public IReadOnlyDictionary<string, Weight> Weights { get; }

    /// <summary>How many layers of a network did not fit and were skipped, by the network's name.</summary>
    public IReadOnlyDictionary<string, int> Faults => _faults;

    /// <summary>The same in sentences, one a layer.</summary>
    public IReadOnlyList<string> FaultTexts => _faultTexts;

    private void Apply(NetworkUse use)
    {
        var fused = new Dictionary<string, List<(LayerTarget Target, LayerAdapter Adapter)>>();
        foreach ((LayerTarget target, LayerAdapter adapter) in use.Fit.Layers.Values)
        {
            if (target.FusedAttention is string attention)
            {
                fused.TryAdd(attention, []);
                fused[attention].Add((target, adapter));
            }
            else if (!target.IsFixed)
            {
                Attempt(use, target, () => AddLayer(use, target, adapter));
            }
        }

        // webui changes such an attention only as a whole: with any of the four missing nothing is applied.
        foreach ((string attention, List<(LayerTarget Target, LayerAdapter Adapter)> parts) in fused.Where(pair => pair.Value.Count == LayerTargets.FusedParts.Count + 1))
        {
            Attempt(use, parts[0].Target, () => AddFused(use, attention, parts));
        }
    }

    private void Attempt(NetworkUse use, LayerTarget target, Action add)
    {
        try
        {
            add();
        }
        catch (LayerFaultException fault)
        {
            _faults[use.Fit.Name] = _faults.GetValueOrDefault(use.Fit.Name) + 1;
            _faultTexts.Add($"{use.Fit.Name}: the layer for '{target.Module}' is skipped: {fault.Message}.");
        }
    }

    private void AddLayer(NetworkUse use, LayerTarget target, LayerAdapter adapter)
    {
        Weight original = _originals[$"{target.Module}.weight"];
        float multiplier = use.MultiplierOf(target);
        adapter.RequireFit([.. original.Shape], _type, use.Ranks);
        Add(original.Name, new LayerChange(adapter, multiplier, _type, use.Ranks));
        if (adapter.ExtraBias is AdapterTensor bias)
        {
            string key = $"{target.Module}.bias";
            int outputs = original.Shape[0];
            if (bias.Count != outputs)
            {
                throw new LayerFaultException($"its bias has {bias.Count} numbers, but the layer {outputs} outputs");
            }

            _addedShapes[key] = [outputs];
            Add(key, new BiasChange(bias.Reshape(outputs), multiplier));
        }
    }

    private void AddFused(NetworkUse use, string attention, List<(LayerTarget Target, LayerAdapter Adapter)> parts)
    {
        string outputKey = $"{attention}.out_proj.weight";
        Weight input = _originals[$"{attention}.in_proj_weight"], output = _originals[outputKey];
        (int rows, int width) = (input.Shape[0] / LayerTargets.FusedParts.Count, (int)(input.Count / input.Shape[0]));
        var changes = new Dictionary<string, LayerChange>();
        foreach ((LayerTarget target, LayerAdapter adapter) in parts)
        {
            bool isOutput = target.Module == $"{attention}.out_proj";
            adapter.RequireFit(isOutput ? [.. output.Shape] : [rows, width], _type, use.Ranks);
            changes[target.Module] = new LayerChange(adapter, use.MultiplierOf(target), _type, use.Ranks);
        }

        Add(input.Name, new FusedChange([.. LayerTargets.FusedParts.Select(part => changes[$"{attention}.{part}"])]));
        Add(outputKey, changes[$"{attention}.out_proj"]);
    }

    private void Add(string key, IWeightChange change)
    {
        _changes.TryAdd(key, []);
        _changes[key].Add(change);
    }

    private PatchedWeight Patched(string key, List<IWeightChange> changes)
    {
        Weight? original = _originals.GetValueOrDefault(key);
        return new PatchedWeight(key, _type, original?.Shape ?? _addedShapes[key], original, changes);
    }
}
