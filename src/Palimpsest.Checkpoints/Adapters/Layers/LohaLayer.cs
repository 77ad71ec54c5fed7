using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters.Layers;

/// <summary>LoHa (Hyeon-Woo et al. 2021; LyCORIS): the element-wise product of two low-rank products, each with a core tensor t in its CP form.</summary>
internal sealed class LohaLayer(LayerParts parts) : LayerAdapter(parts)
{
    public override int? Rank => Parts.Get("hada_w1_b").Shape is [int rank, ..] ? rank : null;

    protected override int[] RawShape(int[] weight, ElementType type, int? ranks)
    {
        int[] first = FactorShape(1), second = FactorShape(2);
        return first.SequenceEqual(second)
            ? first
            : throw new LayerFaultException($"its two factors are [{Text(first)}] and [{Text(second)}]");
    }

    protected override AdapterTensor Raw(AdapterTensor weight, ElementType moduleType, int? ranks) => Factor(1).Multiply(Factor(2));

    private int[] FactorShape(int number)
    {
        Weight a = Parts.Get($"hada_w{number}_a"), b = Parts.Get($"hada_w{number}_b");
        return Parts.Find($"hada_t{number}") is Weight core ? CpProduct.Shape(core.Shape, a.Shape, b.Shape)
            : a.Shape.Count == 2 && b.Shape.Count == 2 && a.Shape[1] == b.Shape[0] ? [a.Shape[0], b.Shape[1]]
            : throw new LayerFaultException($"its matrices [{Text(a.Shape)}] and [{Text(b.Shape)}] cannot be multiplied");
    }

    private AdapterTensor Factor(int number)
    {
        AdapterTensor a = AdapterTensor.Read(Parts.Get($"hada_w{number}_a")), b = AdapterTensor.Read(Parts.Get($"hada_w{number}_b"));
        return Parts.Find($"hada_t{number}") is Weight core ? CpProduct.Of(AdapterTensor.Read(core), a, b) : a.Times(b);
    }
}
