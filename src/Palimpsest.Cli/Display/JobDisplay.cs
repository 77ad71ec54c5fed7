using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Cli.Display;

/// <summary>Shows a job's progress on standard error, so that standard output stays the result's.</summary>
internal abstract class JobDisplay
{
    /// <summary>A moving bar on a terminal that can show one, plain lines on any other and for a file or a pipe.</summary>
    public static JobDisplay ForTerminal()
    {
        LiveDisplay? live = Console.IsErrorRedirected ? null : LiveDisplay.OnTerminal();
        return live is null ? new PlainDisplay(Console.Error, TimeProvider.System) : live;
    }

    /// <summary>Runs the job to its end and shows what it tells.</summary>
    public abstract void Run(Action<IGenerationObserver> job);
}
