namespace Palimpsest.Diffusion.Generation;

/// <summary>Ends a job's batches early, from any thread (webui.md 2.15). One serves one job.</summary>
public sealed class GenerationControl : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _batch = new();

    /// <summary>No further batch is begun.</summary>
    public bool EndsJob { get; private set; }

    /// <summary>Asked to end the batch that is being made.</summary>
    public bool EndsBatch => BatchToken.IsCancellationRequested;

    /// <summary>Cancelled when the batch is to end.</summary>
    internal CancellationToken BatchToken
    {
        get
        {
            lock (_gate)
            {
                return _batch.Token;
            }
        }
    }

    /// <summary>webui's skip: the batch ends as it is by now, the next one follows.</summary>
    public void SkipBatch()
    {
        lock (_gate)
        {
            _batch.Cancel();
        }
    }

    /// <summary>webui's interrupt: the batch ends as it is by now, and none follows.</summary>
    public void Interrupt()
    {
        EndsJob = true;
        SkipBatch();
    }

    /// <summary>webui's stop: the batch is finished, and none follows.</summary>
    public void StopAfterBatch() => EndsJob = true;

    public void Dispose() => _batch.Dispose();

    /// <summary>A skip counts for one batch.</summary>
    internal void BeginBatch()
    {
        lock (_gate)
        {
            if (_batch.IsCancellationRequested && !EndsJob)
            {
                _batch.Dispose();
                _batch = new CancellationTokenSource();
            }
        }
    }
}
