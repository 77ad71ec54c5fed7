using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters.Layers;

/// <summary>
/// IA3 (Liu et al. 2022): the weight times a learned vector along its input axis, or along its output axis. As in webui the latter is right for
/// linear layers only; a convolution's fails.
/// </summary>
internal sealed class Ia3Layer(LayerParts parts) : LayerAdapter(parts)
{
    private readonly Weight _vector = parts.Get("weight");
    private readonly bool _onInput = parts.Number("on_input") is not (null or 0);

    public override int? Rank => null;

    private int[] VectorShape => _onInput ? [.. _vector.Shape] : [checked((int)_vector.Count), 1];

    protected override int[] RawShape(int[] weight, ElementType type, int? ranks) => Spreads(VectorShape, weight)
        ? weight
        : throw new LayerFaultException($"its vector [{Text(_vector.Shape)}] does not fit the {(_onInput ? "inputs" : "outputs")} of the weight [{Text(weight)}]");

    protected override AdapterTensor Raw(AdapterTensor weight, ElementType moduleType, int? ranks) =>
        weight.Multiply(AdapterTensor.Read(_vector).Reshape(VectorShape));
}
