namespace Palimpsest.Checkpoints.Adapters;

/// <summary>One network's change of one tensor.</summary>
internal interface IWeightChange
{
    /// <summary>The change, in the tensor's shape, given what earlier networks made of it.</summary>
    AdapterTensor Delta(AdapterTensor current);
}
