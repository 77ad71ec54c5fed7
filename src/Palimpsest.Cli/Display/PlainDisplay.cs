using Palimpsest.Cli.Generation;

namespace Palimpsest.Cli.Display;

/// <summary>A line for every stage and step.</summary>
internal sealed class PlainDisplay(TextWriter output, TimeProvider time) : JobDisplay, IGenerationObserver
{
    private readonly StepClock _clock = new(time);

    public override void Run(Action<IGenerationObserver> job) => job(this);

    public void Stage(string name)
    {
        output.WriteLine($"{name} ...");
        _clock.Pause();
    }

    public void Step(int done, int total) => output.WriteLine($"Step {_clock.Step(done, total)}");

    public void Finished(FinishedPicture picture)
    {
    }
}
