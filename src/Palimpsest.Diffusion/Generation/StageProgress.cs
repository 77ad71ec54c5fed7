namespace Palimpsest.Diffusion.Generation;

/// <summary>Progress of a stage, told to an observer.</summary>
internal sealed class StageProgress(IGenerationObserver observer) : IProgress<double>
{
    public void Report(double value) => observer.StageProgress(value);
}
