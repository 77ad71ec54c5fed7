using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Jobs;

/// <summary>The log of what happened. Listeners are told of what is committed, and read it from the database, so that none misses an entry or sees one twice.</summary>
internal sealed class EventLog(StudioDatabase database)
{
    /// <summary>Entries that are read at once.</summary>
    private const int Portion = 500;

    private volatile TaskCompletionSource _more = NewSignal();

    /// <summary>Adds an entry to a transaction; call <see cref="Tell"/> once that is committed.</summary>
    public static EventRow Add(StudioContext context, Guid? jobId, JobEventKind kind, long? pictureId = null, string? message = null)
    {
        var row = new EventRow { JobId = jobId, Time = Clock.Now, Kind = kind, PictureId = pictureId, Message = message };
        context.Events.Add(row);
        return row;
    }

    /// <summary>There is something new.</summary>
    public void Tell() => Interlocked.Exchange(ref _more, NewSignal()).SetResult();

    public async Task<IReadOnlyList<JobEvent>> ReadAsync(long after, Guid? jobId, int take, CancellationToken cancellation)
    {
        await using StudioContext context = database.Open();
        IQueryable<EventRow> rows = context.Events.AsNoTracking().Where(row => row.Sequence > after);
        rows = jobId is Guid id ? rows.Where(row => row.JobId == id) : rows;
        return [.. (await rows.OrderBy(row => row.Sequence).Take(take).ToListAsync(cancellation).ConfigureAwait(false)).Select(row => row.ToEvent())];
    }

    public async IAsyncEnumerable<JobEvent> SubscribeAsync(long after, Guid? jobId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (after < 0)
        {
            await using StudioContext context = database.Open();
            after = await context.Events.MaxAsync(row => (long?)row.Sequence, cancellation).ConfigureAwait(false) ?? 0;
        }

        while (true)
        {
            // Taken before reading: what is committed after the reading is told of by this very signal.
            TaskCompletionSource more = _more;
            IReadOnlyList<JobEvent> events = await ReadAsync(after, jobId, Portion, cancellation).ConfigureAwait(false);
            foreach (JobEvent entry in events)
            {
                after = entry.Sequence;
                yield return entry;
            }

            if (events.Count < Portion)
            {
                await more.Task.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
