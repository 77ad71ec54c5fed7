using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters.Layers;

/// <summary>GLoRA (Chavan et al. 2023) in webui's form: b2·b1 + (W·a2)·a1, for linear layers only.</summary>
internal sealed class GloraLayer(LayerParts parts) : LayerAdapter(parts)
{
    private readonly Weight _a1 = parts.Get("a1.weight");
    private readonly Weight _a2 = parts.Get("a2.weight");
    private readonly Weight _b1 = parts.Get("b1.weight");
    private readonly Weight _b2 = parts.Get("b2.weight");

    public override int? Rank => null;

    protected override int[] RawShape(int[] weight, ElementType type, int? ranks)
    {
        bool fits = weight.Length == 2 && new[] { _a1, _a2, _b1, _b2 }.All(matrix => matrix.Shape.Count == 2)
            && _a2.Shape[0] == weight[1] && _a2.Shape[1] == _a1.Shape[0] && _a1.Shape[1] == weight[1]
            && _b2.Shape[0] == weight[0] && _b2.Shape[1] == _b1.Shape[0] && _b1.Shape[1] == weight[1];
        return fits ? weight : throw new LayerFaultException($"its matrices do not fit the weight [{Text(weight)}]");
    }

    protected override AdapterTensor Raw(AdapterTensor weight, ElementType moduleType, int? ranks)
    {
        AdapterTensor added = AdapterTensor.Read(_b2).Times(AdapterTensor.Read(_b1));
        return added.Add(weight.Times(AdapterTensor.Read(_a2)).Times(AdapterTensor.Read(_a1)));
    }
}
