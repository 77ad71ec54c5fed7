namespace Palimpsest.Diffusion.Generation;

/// <summary>Hashing is a stage of its own, but only when a file's hash is not known yet: that reads the file once more, which may take long.</summary>
public sealed class HashingStage(IGenerationObserver observer) : IProgress<double>
{
    private bool _isTold;

    public void Report(double value)
    {
        if (!_isTold)
        {
            _isTold = true;
            observer.Stage(Stages.Hashing);
        }

        observer.StageProgress(value);
    }
}
