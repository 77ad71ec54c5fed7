using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Jobs.Requests;
using Palimpsest.Studio.Jobs.Running;

namespace Palimpsest.Studio.Jobs;

/// <inheritdoc cref="IJobQueue"/>
internal sealed class JobQueue : IJobQueue
{
    /// <summary>Where two waiting jobs are so close that none fits between them, all get new places.</summary>
    private const double SmallestGap = 1e-6;

    /// <summary>Parts of a step are told of no more often than this.</summary>
    private static readonly TimeSpan BetweenTellings = TimeSpan.FromMilliseconds(100);

    private static readonly JobState[] Open = [JobState.Queued, JobState.Running];

    private readonly StudioDatabase _database;
    private readonly EventLog _log;
    private readonly JobPages _pages;
    private readonly RequestStore _requests;
    private readonly RequestAcceptance _acceptance;
    private readonly GivenPictures _given;
    private readonly StudioOptions _options;
    private readonly ILogger<JobQueue> _logger;
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _ends = new();
    private readonly SemaphoreSlim _work = new(0);
    private volatile RunningJob? _running;
    private volatile bool _isPaused;
    private volatile string? _hindrance;

    public JobQueue(StudioDatabase database, EventLog log, RequestStore requests, RequestAcceptance acceptance, GivenPictures given, StudioOptions options, ILogger<JobQueue> logger)
    {
        (_database, _log, _requests, _acceptance, _given, _options, _logger) = (database, log, requests, acceptance, given, options, logger);
        _pages = new JobPages(database);
        using StudioContext context = database.Open();
        _isPaused = context.States.AsNoTracking().Any(state => state.Key == StateRow.Paused && state.Value == "true");
    }

    public event Action<JobProgress?>? ProgressChanged;

    public bool IsPaused => _isPaused;

    public string? Hindrance => _hindrance;

    public JobProgress? Progress => _running?.Progress;

    public async Task<Job> SubmitAsync(StudioRequest request, string? idempotencyKey = null, CancellationToken cancellation = default)
    {
        using IDisposable sending = _given.Send();

        // On another thread: pictures are packed and written.
        (string hash, string? accepted, StudioRequest made, Exception? refusal) = await Task.Run(() => Accept(request), cancellation).ConfigureAwait(false);
        JobRow row = await _database.WriteAsync(
            async context =>
            {
                if (idempotencyKey is not null
                    && await context.Jobs.FirstOrDefaultAsync(job => job.IdempotencyKey == idempotencyKey, cancellation).ConfigureAwait(false) is JobRow known)
                {
                    return known.RequestHash == hash ? known : throw new StudioRequestException(
                        "This idempotency key belongs to an earlier, different request: use another key for another request.", "Idempotency-Key");
                }

                if (refusal is not null)
                {
                    throw refusal;
                }

                if (await context.Jobs.CountAsync(job => job.State == JobState.Queued, cancellation).ConfigureAwait(false) >= _options.MaxQueue)
                {
                    throw new StudioRequestException($"{_options.MaxQueue} jobs are waiting already; wait until some are done, or cancel some.");
                }

                double last = await context.Jobs.MaxAsync(job => (double?)job.Order, cancellation).ConfigureAwait(false) ?? 0;
                JobRow added = Row(made, hash, idempotencyKey, last + 1);
                context.Jobs.Add(added);
                context.Requests.Add(new RequestRow { JobId = added.Id, Json = accepted! });
                IReadOnlySet<string> pictures = RequestStore.PicturesOf(accepted!);
                context.RequestPictures.AddRange(pictures.Select(picture => new RequestPictureRow { JobId = added.Id, Hash = picture }));
                EventLog.Add(context, added.Id, JobEventKind.Accepted);
                _given.Store(pictures);
                return added;
            },
            cancellation).ConfigureAwait(false);
        Changed();
        return row.ToJob();
    }

    public async Task<Job?> FindAsync(Guid id, CancellationToken cancellation = default)
    {
        await using StudioContext context = _database.Open();
        JobRow? row = await context.Jobs.AsNoTracking().FirstOrDefaultAsync(job => job.Id == id, cancellation).ConfigureAwait(false);
        return row?.ToJob();
    }

    public Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation = default) => _pages.ReadAsync(query, () => ReadAsync(query, cancellation));

    public async Task<StudioRequest?> ReadRequestAsync(Guid id, CancellationToken cancellation = default)
    {
        await using StudioContext context = _database.Open();
        string? json = await context.Requests.Where(row => row.JobId == id).Select(row => row.Json).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return json is null ? null : await Task.Run(() => _requests.Read(json), cancellation).ConfigureAwait(false);
    }

    public async Task MoveAsync(Guid id, Guid? before, CancellationToken cancellation = default)
    {
        await _database.WriteAsync(
            async context =>
            {
                List<JobRow> waiting = await context.Jobs.Where(job => job.State == JobState.Queued).OrderBy(job => job.Order).ToListAsync(cancellation).ConfigureAwait(false);
                JobRow moved = Waiting(waiting, id);
                waiting.Remove(moved);
                int place = before is Guid next ? waiting.IndexOf(Waiting(waiting, next)) : waiting.Count;
                Place(waiting, moved, place);
                EventLog.Add(context, id, JobEventKind.Moved);
            },
            cancellation).ConfigureAwait(false);
        Changed();
    }

    public async Task<bool> CancelAsync(Guid id, CancellationToken cancellation = default) => await CancelAsync(job => job.Id == id, cancellation).ConfigureAwait(false) > 0;

    public Task<int> CancelAllAsync(CancellationToken cancellation = default) => CancelAsync(_ => true, cancellation);

    public Task PauseAsync(CancellationToken cancellation = default) => SetPausedAsync(true, cancellation);

    public Task ResumeAsync(CancellationToken cancellation = default) => SetPausedAsync(false, cancellation);

    public void SkipBatch() => _running?.Control.SkipBatch();

    public void Interrupt() => End(control => control.Interrupt());

    public void StopAfterBatch() => End(control => control.StopAfterBatch());

    public IAsyncEnumerable<JobEvent> SubscribeAsync(long after, Guid? jobId = null, CancellationToken cancellation = default) => _log.SubscribeAsync(after, jobId, cancellation);

    public Task<IReadOnlyList<JobEvent>> EventsAsync(long after, Guid? jobId = null, int take = 1000, CancellationToken cancellation = default) =>
        _log.ReadAsync(after, jobId, Math.Clamp(take, 1, 10_000), cancellation);

    public async Task<Job> WaitAsync(Guid id, CancellationToken cancellation = default)
    {
        // Taken before looking: a job that ends meanwhile completes it.
        TaskCompletionSource end = _ends.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Job job = await FindAsync(id, cancellation).ConfigureAwait(false) ?? throw new StudioRequestException($"There is no job {id}.", "id");
        if (!job.HasEnded)
        {
            await end.Task.WaitAsync(cancellation).ConfigureAwait(false);
            return (await FindAsync(id, cancellation).ConfigureAwait(false))!;
        }

        Complete(id);
        return job;
    }

    /// <summary>Waits until there may be something to do.</summary>
    internal async Task WorkAsync(CancellationToken cancellation)
    {
        await _work.WaitAsync(cancellation).ConfigureAwait(false);
        while (_work.Wait(0, CancellationToken.None))
        {
            // Several changes are looked at once.
        }
    }

    /// <summary>The job that <see cref="Progress"/> and the controls speak of from now on.</summary>
    internal void SetRunning(RunningJob? job)
    {
        _running = job;
        Tell(job?.Progress);
    }

    /// <summary>Something is in the way of all jobs, or not any more.</summary>
    internal void SetHindrance(string? reason)
    {
        if (_hindrance != reason)
        {
            _hindrance = reason;
            Tell(Progress);
        }
    }

    internal void TellProgress(RunningJob job, JobProgress progress)
    {
        JobProgress? told = job.Told;
        job.Progress = progress with { IsEnding = job.Control.EndsJob || job.Control.EndsBatch };
        if (told is null || !job.Progress.IsLike(told) || job.SinceTold.Elapsed > BetweenTellings)
        {
            job.Told = job.Progress;
            job.SinceTold.Restart();
            Tell(job.Progress);
        }
    }

    /// <summary>Listeners read on; the runner looks for work.</summary>
    internal void Changed()
    {
        _log.Tell();
        _work.Release();
    }

    /// <summary>A job has ended, and it is stored.</summary>
    internal void Ended(Guid id)
    {
        Complete(id);
        Changed();
    }

    /// <summary>Stores a pause, or its end, in a transaction of the caller's; call <see cref="SetPaused"/> once that is committed.</summary>
    /// <param name="reason">Why, if not because a person wanted it.</param>
    internal async Task StorePausedAsync(StudioContext context, bool isPaused, string? reason, CancellationToken cancellation)
    {
        StateRow? state = await context.States.FindAsync([StateRow.Paused], cancellation).ConfigureAwait(false);
        if (state is null)
        {
            context.States.Add(new StateRow { Key = StateRow.Paused, Value = isPaused ? "true" : "false" });
        }
        else
        {
            state.Value = isPaused ? "true" : "false";
        }

        if (isPaused != _isPaused)
        {
            EventLog.Add(context, null, isPaused ? JobEventKind.Paused : JobEventKind.Resumed, null, reason);
        }
    }

    /// <summary>The queue is paused, or not any more, and that is stored.</summary>
    internal void SetPaused(bool isPaused)
    {
        _isPaused = isPaused;
        Changed();
    }

    private async Task SetPausedAsync(bool isPaused, CancellationToken cancellation)
    {
        await _database.WriteAsync(context => StorePausedAsync(context, isPaused, null, cancellation), cancellation).ConfigureAwait(false);
        SetPaused(isPaused);
    }

    private static JobRow Row(StudioRequest request, string hash, string? key, double order) => new()
    {
        Id = Guid.CreateVersion7(),
        State = JobState.Queued,
        Kind = request.IsImg2Img ? "img2img" : "txt2img",
        Order = order,
        CreatedAt = Clock.Now,
        Origin = request.Origin,
        Tag = request.Tag,
        IdempotencyKey = key,
        RequestHash = hash,
        Prompt = request.Generation.Prompt,
        SearchText = $"{request.Generation.Prompt}\n{request.Checkpoint}".ToLowerInvariant(),
        Checkpoint = request.Checkpoint ?? "",
        Asked = request.Asked,
    };

    private static JobRow Waiting(List<JobRow> waiting, Guid id) => waiting.Find(job => job.Id == id)
        ?? throw new StudioRequestException($"The job {id} is not waiting, so it has no place in the queue.", "id");

    private static void Place(List<JobRow> waiting, JobRow moved, int place)
    {
        double? above = place > 0 ? waiting[place - 1].Order : null, below = place < waiting.Count ? waiting[place].Order : null;
        moved.Order = (above, below) switch
        {
            (double a, double b) => (a + b) / 2,
            (double a, null) => a + 1,
            (null, double b) => b - 1,
            _ => moved.Order,
        };
        if (above is not null && below is not null && below - above < SmallestGap)
        {
            waiting.Insert(place, moved);
            for (int i = 0; i < waiting.Count; i++)
            {
                waiting[i].Order = i;
            }
        }
    }

    private async Task<JobPage> ReadAsync(JobQuery query, CancellationToken cancellation)
    {
        await using StudioContext context = await _database.OpenSnapshotAsync(cancellation).ConfigureAwait(false);
        IQueryable<JobRow> rows = context.Jobs.AsNoTracking();
        rows = query.States.Count > 0 ? rows.Where(job => query.States.Contains(job.State)) : rows;
        rows = query.Origin is string origin ? rows.Where(job => job.Origin == origin) : rows;
        rows = query.Tag is string tag ? rows.Where(job => job.Tag == tag) : rows;
        foreach (string word in SearchWords.Of(query.Text))
        {
            rows = rows.Where(job => job.SearchText.Contains(word));
        }

        // Three parts, each in the order of an index, so that a page of many jobs costs no more than a page of few.
        IQueryable<JobRow>[] parts =
        [
            rows.Where(job => job.State == JobState.Running).OrderBy(job => job.Id),
            rows.Where(job => job.State == JobState.Queued).OrderBy(job => job.Order),
            rows.Where(job => job.EndedAt != null).OrderByDescending(job => job.EndedAt).ThenBy(job => job.Id),
        ];
        int total = 0, skip = Math.Max(query.Skip, 0), take = Math.Clamp(query.Take, 1, 1000);
        List<JobRow> page = [];
        foreach (IQueryable<JobRow> part in parts)
        {
            int count = await part.CountAsync(cancellation).ConfigureAwait(false), skipped = Math.Min(skip, count);
            if (page.Count < take && skipped < count)
            {
                page.AddRange(await part.Skip(skipped).Take(take - page.Count).ToListAsync(cancellation).ConfigureAwait(false));
            }

            (total, skip) = (total + count, skip - skipped);
        }

        return new JobPage([.. page.Select(row => row.ToJob())], total);
    }

    private (string Hash, string? Accepted, StudioRequest Made, Exception? Refusal) Accept(StudioRequest request)
    {
        string hash = RequestStore.HashOf(request);
        try
        {
            StudioRequest accepted = _acceptance.Accept(request);
            return (hash, _requests.Write(accepted), accepted, null);
        }
        catch (StudioRequestException refusal)
        {
            // A retry of a request that was accepted is answered with its job, whatever has changed since.
            return (hash, null, request, refusal);
        }
    }

    private async Task<int> CancelAsync(System.Linq.Expressions.Expression<Func<JobRow, bool>> which, CancellationToken cancellation)
    {
        List<Guid> ended = [], running = [];
        int count = await _database.WriteAsync(
            async context =>
            {
                List<JobRow> rows = await context.Jobs.Where(job => Open.Contains(job.State)).Where(which).ToListAsync(cancellation).ConfigureAwait(false);
                foreach (JobRow job in rows)
                {
                    job.IsCancelRequested = true;
                    if (job.State == JobState.Running)
                    {
                        running.Add(job.Id);
                    }
                    else
                    {
                        (job.State, job.EndedAt) = (JobState.Cancelled, Clock.Now);
                        EventLog.Add(context, job.Id, JobEventKind.Cancelled);
                        ended.Add(job.Id);
                    }
                }

                return rows.Count;
            },
            cancellation).ConfigureAwait(false);
        ended.ForEach(Complete);
        Changed();
        if (_running is RunningJob current && running.Contains(current.Id))
        {
            current.Cancel();
        }

        return count;
    }

    /// <summary>All who wait for a job that has ended go on.</summary>
    private void Complete(Guid id)
    {
        if (_ends.TryRemove(id, out TaskCompletionSource? end))
        {
            end.TrySetResult();
        }
    }

    /// <summary>A listener's fault is not the job's.</summary>
    private void Tell(JobProgress? progress)
    {
        foreach (Action<JobProgress?> listener in Delegate.EnumerateInvocationList(ProgressChanged))
        {
            try
            {
                listener(progress);
            }
            catch (Exception exception)
            {
                _logger.LogError(exception, "A listener to the progress of jobs failed");
            }
        }
    }

    private void End(Action<Diffusion.Generation.GenerationControl> end)
    {
        if (_running is RunningJob running)
        {
            end(running.Control);
            if (running.Progress is JobProgress progress)
            {
                TellProgress(running, progress);
            }
        }
    }
}
