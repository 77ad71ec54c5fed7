namespace Palimpsest.Diffusion.Generation;

/// <summary>Progress that nobody hears of.</summary>
internal sealed class SilentProgress : IProgress<double>
{
    public static SilentProgress Instance { get; } = new();

    public void Report(double value)
    {
    }
}
