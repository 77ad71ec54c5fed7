namespace Palimpsest.Studio.Jobs;

/// <summary>What a picture looked like at a step.</summary>
/// <param name="Batch">From 0.</param>
/// <param name="Step">From 1.</param>
public sealed record Frame(int Batch, int Step, LivePreview Preview)
{
    public string Address => $"{StudioAddresses.Previews}/{Preview.Number}";
}
