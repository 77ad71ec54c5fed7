using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>The tensors that an adapter's file holds for one layer, by the part of the key after the layer's name: "lora_up.weight", "alpha".</summary>
internal sealed class LayerParts(string layer)
{
    private readonly Dictionary<string, Weight> _parts = [];

    /// <summary>The layer's name in the file.</summary>
    public string Layer => layer;

    public IEnumerable<string> Names => _parts.Keys;

    public void Add(string part, Weight weight) => _parts[part] = weight;

    public bool Has(string part) => _parts.ContainsKey(part);

    public bool HasAll(params ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
        {
            if (!Has(part))
            {
                return false;
            }
        }

        return true;
    }

    public Weight Get(string part) => _parts[part];

    public Weight? Find(string part) => _parts.GetValueOrDefault(part);

    /// <summary>The part's only number, or null when it is not there.</summary>
    /// <exception cref="LayerFaultException">It has more or fewer than one.</exception>
    public float? Number(string part) => Find(part) switch
    {
        null => null,
        { Count: 1 } weight => weight.ToFloats()[0],
        Weight weight => throw new LayerFaultException($"'{part}' has {weight.Count} numbers instead of one"),
    };
}
