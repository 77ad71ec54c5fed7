using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Components.State;

/// <summary>One page's view of its jobs: the running one, else the last. Everything comes from the queue, so a reload or a second tab sees the same.</summary>
/// <param name="tag">Whose jobs: <see cref="PageTag"/>.</param>
public sealed class JobWatch(IJobQueue queue, IGallery gallery, Filmstrips filmstrips, string tag) : IAsyncDisposable
{
    private static readonly IReadOnlyList<JobState> Active = [JobState.Queued, JobState.Running];
    private static readonly IReadOnlyList<JobState> Ended = [JobState.Completed, JobState.Failed, JobState.Cancelled];

    private readonly CancellationTokenSource _closing = new();
    private Task? _listening;
    private string? _hindrance;

    /// <summary>Something is to be shown anew. Raised on any thread.</summary>
    public event Action? Changed;

    /// <summary>Null before the first job.</summary>
    public Job? Job { get; private set; }

    /// <summary>Of <see cref="Job"/> while it runs.</summary>
    public JobProgress? Progress { get; private set; }

    /// <summary>Why <see cref="Job"/> does not go on at present; null: it does, or has ended.</summary>
    public string? Hindrance => IsActive ? _hindrance : null;

    /// <summary>What <see cref="Job"/> has finished, combinations first.</summary>
    public IReadOnlyList<GalleryPicture> Pictures { get; private set; } = [];

    /// <summary>How <see cref="Job"/>'s pictures came about.</summary>
    public IReadOnlyList<Frame> Frames => Job is null ? [] : filmstrips.Of(Job.Id);

    /// <summary>This page's jobs that wait behind <see cref="Job"/>.</summary>
    public int Waiting { get; private set; }

    public bool IsActive => Job is { HasEnded: false };

    /// <summary>Finds the page's present job and follows it and its successors until the page closes.</summary>
    public async Task StartAsync()
    {
        queue.ProgressChanged += OnProgress;
        _listening = ListenAsync();
        await RefreshAsync();
    }

    /// <summary>Shows a job that was accepted just now, unless an earlier one is still being made.</summary>
    public Task SubmittedAsync() => RefreshAsync();

    public async ValueTask DisposeAsync()
    {
        queue.ProgressChanged -= OnProgress;
        await _closing.CancelAsync();
        if (_listening is not null)
        {
            await _listening;
        }

        _closing.Dispose();
    }

    private void OnProgress(JobProgress? progress)
    {
        Progress = progress is not null && progress.JobId == Job?.Id ? progress : null;
        (string? before, _hindrance) = (_hindrance, queue.Hindrance);
        if (Progress is not null || _hindrance != before)
        {
            Changed?.Invoke();
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            await foreach (JobEvent happened in queue.SubscribeAsync(after: -1, cancellation: _closing.Token))
            {
                await RefreshAsync();
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The page is closed.
        }
    }

    private async Task RefreshAsync()
    {
        JobPage active = await ListAsync(Active);
        Job? shown = active.Jobs.Count > 0 ? active.Jobs[0] : (await ListAsync(Ended)).Jobs.FirstOrDefault();
        Waiting = Math.Max(0, active.Total - 1);
        Pictures = shown is null ? [] : await gallery.OfJobAsync(shown.Id, _closing.Token);
        (Job, _hindrance) = (shown, queue.Hindrance);
        Progress = queue.Progress is JobProgress running && running.JobId == shown?.Id ? running : null;
        Changed?.Invoke();
    }

    private Task<JobPage> ListAsync(IReadOnlyList<JobState> states) =>
        queue.ListAsync(new JobQuery { States = states, Origin = PageTag.Origin, Tag = tag, Take = 1 }, _closing.Token);
}
