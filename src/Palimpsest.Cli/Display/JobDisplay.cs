using Palimpsest.Cli.Generation;

namespace Palimpsest.Cli.Display;

/// <summary>Shows a job's progress on standard error, so that standard output stays the result's.</summary>
internal abstract class JobDisplay
{
    /// <summary>A live line on a terminal, plain lines for a file or a pipe.</summary>
    public static JobDisplay ForTerminal() => Console.IsErrorRedirected ? new PlainDisplay(Console.Error, TimeProvider.System) : new LiveDisplay();

    /// <summary>Runs the job to its end and shows what it tells.</summary>
    public abstract void Run(Action<IGenerationObserver> job);
}
