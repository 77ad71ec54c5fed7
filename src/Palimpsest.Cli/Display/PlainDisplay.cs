using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Cli.Display;

/// <summary>A line for every stage and every whole step.</summary>
internal sealed class PlainDisplay(TextWriter output, TimeProvider time) : JobDisplay, IGenerationObserver
{
    private readonly StepClock _clock = new(time);
    private double _shown;

    public override void Run(Action<IGenerationObserver> job) => job(this);

    public void Stage(string name)
    {
        output.WriteLine($"{name} ...");
        _clock.Pause();
    }

    public void Progress(double steps, int totalSteps)
    {
        string text = _clock.Progress(steps, totalSteps);
        if (Math.Floor(steps) > _shown)
        {
            _shown = Math.Floor(steps);
            output.WriteLine($"Step {text}");
        }
    }

    public void Finished(GeneratedPicture picture)
    {
    }
}
