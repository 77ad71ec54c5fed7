using Palimpsest.Diffusion.Generation;
using Spectre.Console;

namespace Palimpsest.Cli.Display;

/// <summary>One bar that moves with the steps, with speed and remaining time.</summary>
internal sealed class LiveDisplay(IAnsiConsole console) : JobDisplay
{
    /// <summary>Null when the terminal cannot move its cursor.</summary>
    public static LiveDisplay? OnTerminal()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Profile.Capabilities is { Ansi: true, Interactive: true } ? new LiveDisplay(console) : null;
    }

    public override void Run(Action<IGenerationObserver> job) =>
        console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => job(new Observer(context.AddTask("Starting", maxValue: 1))));

    private sealed class Observer(ProgressTask task) : IGenerationObserver
    {
        private readonly StepClock _clock = new(TimeProvider.System);
        private readonly StageClock _stageClock = new(TimeProvider.System);
        private string _stage = "";

        public void Stage(string name)
        {
            _clock.Pause();
            _stageClock.Begin();
            _stage = name;
            Show(part: 0, name);
        }

        public void StageProgress(double part) => Show(part, StageText.Of(_stage, part, _stageClock));

        public void Progress(double steps, int totalSteps) => Show(steps / totalSteps, $"Step {_clock.Progress(steps, totalSteps)}");

        public void Finished(GeneratedPicture picture)
        {
        }

        private void Show(double part, string text)
        {
            task.Value = part;
            task.Description = Markup.Escape(text);
        }
    }
}
