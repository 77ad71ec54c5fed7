namespace Palimpsest.Checkpoints.Adapters;

/// <summary>A network's layers beside the checkpoint's.</summary>
public sealed class NetworkFit
{
    internal NetworkFit(string name, IReadOnlyDictionary<string, (LayerTarget Target, LayerAdapter Adapter)> layers, IReadOnlyList<string> unmatched, int dottedCount) =>
        (Name, Layers, Unmatched, DottedCount) = (name, layers, unmatched, dottedCount);

    public string Name { get; }

    /// <summary>Layers that the checkpoint has.</summary>
    public int Count => Layers.Count;

    /// <summary>Names of layers that it does not have.</summary>
    public IReadOnlyList<string> Unmatched { get; }

    /// <summary>How many layers have names that webui would not have understood.</summary>
    public int DottedCount { get; }

    internal IReadOnlyDictionary<string, (LayerTarget Target, LayerAdapter Adapter)> Layers { get; }
}
