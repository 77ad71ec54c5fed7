namespace Palimpsest.Studio.Jobs;

/// <summary>
/// The jobs: stored before they run, run one after the other, and still there after a crash. What a method changes is stored when it returns.
/// </summary>
public interface IJobQueue
{
    /// <summary>Accepts a request: checks it, draws its seeds, applies its styles, fixes its checkpoint, stores it.</summary>
    /// <param name="idempotencyKey">With the key of an earlier job that job is returned and none is made; null: always a new one.</param>
    /// <exception cref="StudioRequestException">The request cannot be carried out, the queue is full, or the key belongs to another request.</exception>
    /// <exception cref="StudioStorageException">It cannot be stored now; nothing was accepted.</exception>
    Task<Job> SubmitAsync(StudioRequest request, string? idempotencyKey = null, CancellationToken cancellation = default);

    /// <summary>Null when there is none.</summary>
    Task<Job?> FindAsync(Guid id, CancellationToken cancellation = default);

    Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation = default);

    /// <summary>The request as it was accepted, with its pictures. Null when there is no such job.</summary>
    Task<StudioRequest?> ReadRequestAsync(Guid id, CancellationToken cancellation = default);

    /// <summary>Moves a waiting job before another one.</summary>
    /// <param name="before">Null: to the end.</param>
    /// <exception cref="StudioRequestException">One of them is not waiting any more.</exception>
    Task MoveAsync(Guid id, Guid? before, CancellationToken cancellation = default);

    /// <summary>Ends a job, waiting or running. False when it has ended already or does not exist.</summary>
    Task<bool> CancelAsync(Guid id, CancellationToken cancellation = default);

    /// <summary>Ends all jobs and says how many.</summary>
    Task<int> CancelAllAsync(CancellationToken cancellation = default);

    /// <summary>Whether no further jobs are taken up. The running one goes on. Remembered over restarts.</summary>
    bool IsPaused { get; }

    Task PauseAsync(CancellationToken cancellation = default);

    Task ResumeAsync(CancellationToken cancellation = default);

    /// <summary>Why no job goes on although the queue is not paused: none can be stored at present, which is tried again by itself. Null: nothing is in the way.</summary>
    string? Hindrance { get; }

    /// <summary>webui's skip: the batch that is being made ends as it is by now, the next one follows.</summary>
    void SkipBatch();

    /// <summary>webui's interrupt: the batch that is being made ends as it is by now, and the job with it. Nothing happens when no job runs.</summary>
    void Interrupt();

    /// <summary>Finishes the batch that is being made, and makes none after it.</summary>
    void StopAfterBatch();

    /// <summary>Of the running job; null when none runs.</summary>
    JobProgress? Progress { get; }

    /// <summary>Raised on the job's thread at each stage and step, with null when a job ends or <see cref="Hindrance"/> changes: be quick.</summary>
    event Action<JobProgress?>? ProgressChanged;

    /// <summary>The log behind a sequence number, then what happens from now on, without end.</summary>
    /// <param name="after">0: from the beginning; -1: only what happens from now on.</param>
    /// <param name="jobId">Null: of all jobs.</param>
    IAsyncEnumerable<JobEvent> SubscribeAsync(long after, Guid? jobId = null, CancellationToken cancellation = default);

    /// <summary>The log behind a sequence number as it is by now.</summary>
    Task<IReadOnlyList<JobEvent>> EventsAsync(long after, Guid? jobId = null, int take = 1000, CancellationToken cancellation = default);

    /// <summary>Waits until a job has ended. Giving up does not end the job.</summary>
    Task<Job> WaitAsync(Guid id, CancellationToken cancellation = default);
}
