using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>
/// A place in a checkpoint's key hierarchy from which a part of a network takes its tensors by name and shape:
/// <c>scope.At("conv_in").Get("weight", 320, 4, 3, 3)</c>. Missing and mis-shaped tensors are collected, not thrown one by one;
/// <see cref="WeightLedger.ThrowIfUnfit"/> reports them together once the network is described.
/// </summary>
public sealed class WeightScope(WeightLedger ledger, string prefix = "")
{
    /// <summary>The scope one level down; levels are joined with dots.</summary>
    public WeightScope At(string name) => new(ledger, Key(name));

    public WeightScope At(int index) => At(index.ToString());

    public bool Has(string name) => ledger.Has(Key(name));

    /// <summary>The tensor, or a placeholder with the expected shape when it is missing or has another shape (reported by the ledger).</summary>
    public Weight Get(string name, params int[] shape) => ledger.Get(Key(name), shape);

    /// <summary>A tensor that adapters add where the architecture has none, or null; the file's own tensors are never found here.</summary>
    public Weight? FindAdded(string name) => ledger.FindAdded(Key(name));

    private string Key(string name) => prefix.Length == 0 ? name : $"{prefix}.{name}";
}
