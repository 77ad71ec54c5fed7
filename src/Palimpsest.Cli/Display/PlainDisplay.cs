using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Cli.Display;

/// <summary>A line for every stage and every whole step, and one now and then for a stage that takes long.</summary>
internal sealed class PlainDisplay(TextWriter output, TimeProvider time) : JobDisplay, IGenerationObserver
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly StepClock _clock = new(time);
    private readonly StageClock _stageClock = new(time);
    private string _stage = "", _written = "";
    private TimeSpan _last;
    private double _shown;

    public override void Run(Action<IGenerationObserver> job) => job(this);

    public void Stage(string name)
    {
        _clock.Pause();
        _stageClock.Begin();
        bool goesOn = _stage == Stages.Packing && name == _written;
        (_stage, _last) = (name, TimeSpan.Zero);

        // Weights are packed within another stage: of a small model in no time.
        if (name != Stages.Packing && !goesOn)
        {
            _written = name;
            output.WriteLine($"{name} ...");
        }
    }

    public void StageProgress(double part)
    {
        if (_stageClock.Elapsed - _last >= Between)
        {
            _last = _stageClock.Elapsed;
            output.WriteLine(StageText.Of(_stage, part, _stageClock));
        }
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
