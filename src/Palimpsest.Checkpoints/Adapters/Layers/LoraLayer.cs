using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters.Layers;

/// <summary>
/// LoRA (Hu et al. 2021): up·down. With a middle tensor the CP form of LoCon (LyCORIS): Δ[i,j,k,l] = Σ_nm up[i,n]·mid[n,m,k,l]·down[m,j].
/// </summary>
internal sealed class LoraLayer(LayerParts parts, string up, string down) : LayerAdapter(parts)
{
    private readonly Weight _up = parts.Get(up);
    private readonly Weight _down = parts.Get(down);
    private readonly Weight? _mid = parts.Find("lora_mid.weight");

    public override int? Rank => _down.Shape.Count == 0 ? null : _down.Shape[0];

    protected override int[] RawShape(int[] weight, ElementType type, int? ranks)
    {
        if (_up.Shape.Count < 2 || _down.Shape.Count < 2 || _up.Count == 0 || _down.Count == 0)
        {
            throw new LayerFaultException($"its matrices [{Text(_up.Shape)}] and [{Text(_down.Shape)}] have fewer than two axes");
        }

        (int outputs, long upColumns) = (_up.Shape[0], _up.Count / _up.Shape[0]);
        (int rank, int downColumns) = (_down.Shape[0], (int)(_down.Count / _down.Shape[0]));
        if (_mid is not null)
        {
            return _mid.Shape.Count == 4 && _mid.Shape[0] == upColumns && _mid.Shape[1] == rank
                ? [outputs, downColumns, _mid.Shape[2], _mid.Shape[3]]
                : throw new LayerFaultException($"its middle tensor [{Text(_mid.Shape)}] does not fit up [{Text(_up.Shape)}] and down [{Text(_down.Shape)}]");
        }

        if (upColumns != rank)
        {
            throw new LayerFaultException($"its matrices [{Text(_up.Shape)}] and [{Text(_down.Shape)}] have different ranks");
        }

        return _down.Shape.Count == 4 ? [outputs, .. _down.Shape.Skip(1)] : [outputs, downColumns];
    }

    protected override AdapterTensor Raw(AdapterTensor weight, ElementType moduleType, int? ranks)
    {
        AdapterTensor up = AdapterTensor.Read(_up, moduleType).AsMatrix(), down = AdapterTensor.Read(_down, moduleType).AsMatrix();
        if (_mid is not null)
        {
            return CpProduct.Of(AdapterTensor.Read(_mid, moduleType), up.Transposed(), down);
        }

        if (ranks is int wanted)
        {
            int kept = Kept(wanted, down.Shape[0]);
            (up, down) = (up.Columns(kept), down.Rows(kept));
        }

        return up.Times(down);
    }

    /// <summary>Python's slice [:wanted].</summary>
    private static int Kept(int wanted, int rank) => Math.Clamp(wanted < 0 ? rank + wanted : wanted, 0, rank);
}
