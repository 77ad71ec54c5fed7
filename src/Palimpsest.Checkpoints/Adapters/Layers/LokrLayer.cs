using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters.Layers;

/// <summary>LoKr (Edalati et al. 2022; LyCORIS): a Kronecker product whose factors are stored whole, as products, or in CP form.</summary>
internal sealed class LokrLayer(LayerParts parts) : LayerAdapter(parts)
{
    public override int? Rank => (Parts.Find("lokr_w2_b") ?? Parts.Find("lokr_w1_b"))?.Shape is [int rank, ..] ? rank : null;

    /// <summary>Whether the parts make both factors.</summary>
    public static bool Accepts(LayerParts parts) =>
        (parts.Has("lokr_w1") || parts.HasAll("lokr_w1_a", "lokr_w1_b")) && (parts.Has("lokr_w2") || parts.HasAll("lokr_w2_a", "lokr_w2_b"));

    protected override int[] RawShape(int[] weight, ElementType type, int? ranks)
    {
        int[] w1 = FactorShape(1), w2 = FactorShape(2);
        return w1.Length == 2 && w2.Length is 2 or 4
            ? [checked(w1[0] * w2[0]), checked(w1[1] * w2[1]), .. w2.Skip(2)]
            : throw new LayerFaultException($"its factors are [{Text(w1)}] and [{Text(w2)}]");
    }

    protected override AdapterTensor Raw(AdapterTensor weight, ElementType moduleType, int? ranks)
    {
        AdapterTensor w1 = Factor(1), w2 = Factor(2);
        (int a, int b, int c, int d) = (w1.Shape[0], w1.Shape[1], w2.Shape[0], w2.Shape[1]);
        int taps = w2.Count / (c * d), run = d * taps;
        var values = new float[checked(w1.Count * w2.Count)];
        for (int row = 0; row < a * c; row++)
        {
            ReadOnlySpan<float> right = w2.Values.AsSpan(row % c * run, run);
            for (int column = 0; column < b; column++)
            {
                float left = w1.Values[row / c * b + column];
                Span<float> target = values.AsSpan((row * b + column) * run, run);
                for (int i = 0; i < run; i++)
                {
                    target[i] = left * right[i];
                }
            }
        }

        return new AdapterTensor(values, [a * c, b * d, .. w2.Shape.Skip(2)], AdapterTensor.Common(w1.Type, w2.Type));
    }

    private int[] FactorShape(int number)
    {
        if (Parts.Find($"lokr_w{number}") is Weight whole)
        {
            return [.. whole.Shape];
        }

        Weight a = Parts.Get($"lokr_w{number}_a"), b = Parts.Get($"lokr_w{number}_b");
        return Core(number) is Weight core ? CpProduct.Shape(core.Shape, a.Shape, b.Shape)
            : a.Shape.Count == 2 && b.Shape.Count >= 2 && a.Shape[1] == b.Shape[0] ? [a.Shape[0], (int)(b.Count / b.Shape[0])]
            : throw new LayerFaultException($"its matrices [{Text(a.Shape)}] and [{Text(b.Shape)}] cannot be multiplied");
    }

    private AdapterTensor Factor(int number)
    {
        if (Parts.Find($"lokr_w{number}") is Weight whole)
        {
            return AdapterTensor.Read(whole);
        }

        AdapterTensor a = AdapterTensor.Read(Parts.Get($"lokr_w{number}_a")), b = AdapterTensor.Read(Parts.Get($"lokr_w{number}_b"));
        return Core(number) is Weight core ? CpProduct.Of(AdapterTensor.Read(core), a, b) : a.Times(b.AsMatrix());
    }

    private Weight? Core(int number) => number == 2 ? Parts.Find("lokr_t2") : null;
}
