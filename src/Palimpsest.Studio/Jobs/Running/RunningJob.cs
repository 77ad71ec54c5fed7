using System.Diagnostics;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Studio.Jobs.Running;

/// <summary>The job that is being made: what ends it, and how far it is.</summary>
internal sealed class RunningJob(Guid id) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    public Guid Id => id;

    public GenerationControl Control { get; } = new();

    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Asked for by a person, as opposed to the server's end.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Ended by interrupt or stop, with what there was.</summary>
    public bool IsInterrupted => Control.EndsJob;

    public JobProgress? Progress { get; set; }

    /// <summary>What listeners were told last, and how long ago.</summary>
    public JobProgress? Told { get; set; }

    public Stopwatch SinceTold { get; } = new();

    public void Cancel()
    {
        IsCancelled = true;
        _cancellation.Cancel();
    }

    /// <summary>Leaves the job where it is; it runs on when the server is back.</summary>
    public void Abandon() => _cancellation.Cancel();

    public void Dispose()
    {
        _cancellation.Dispose();
        Control.Dispose();
    }
}
