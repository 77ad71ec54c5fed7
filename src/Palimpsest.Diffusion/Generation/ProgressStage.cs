namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// Tells of a stage of its own when it makes progress first: hashing happens only where a file's hash is not known yet, packing where there is something to pack.
/// </summary>
/// <param name="stage">One of <see cref="Stages"/>.</param>
public sealed class ProgressStage(IGenerationObserver observer, string stage) : IProgress<double>
{
    /// <summary>There was progress, and so the stage.</summary>
    public bool HasTold { get; private set; }

    public void Report(double value)
    {
        if (!HasTold)
        {
            HasTold = true;
            observer.Stage(stage);
        }

        observer.StageProgress(value);
    }
}
