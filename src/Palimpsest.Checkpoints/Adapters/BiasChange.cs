namespace Palimpsest.Checkpoints.Adapters;

/// <summary>The change of a layer's bias.</summary>
internal sealed record BiasChange(AdapterTensor Change, float Multiplier) : IWeightChange
{
    public AdapterTensor Delta(AdapterTensor current) => Change.Multiply(Multiplier);
}
