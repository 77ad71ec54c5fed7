namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>A body is not what its schema says.</summary>
internal sealed class BodyException(IReadOnlyList<BodyFault> faults) : Exception($"{faults.Count} faults, the first: {faults[0].Message}")
{
    public IReadOnlyList<BodyFault> Faults => faults;
}
