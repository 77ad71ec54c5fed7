using System.Collections.Concurrent;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Jobs;

/// <summary>Pages of jobs that were read since the last change: many clients that ask for the same cost one reading.</summary>
internal sealed class JobPages(StudioDatabase database)
{
    /// <summary>Bounds of memory: beyond, a page is read each time.</summary>
    private const int MostPages = 256;

    private volatile Pages _pages = new(-1);

    public async Task<JobPage> ReadAsync(JobQuery query, Func<Task<JobPage>> read)
    {
        // Looked at before reading: what is committed meanwhile makes the page one to read again.
        long commits = database.Commits;
        Pages pages = _pages;
        if (pages.Commits != commits)
        {
            _pages = pages = new Pages(commits);
        }

        // Lists of states are equal by what they hold.
        (JobQuery, string) key = (query with { States = [] }, string.Join(',', query.States));
        if (pages.Known.TryGetValue(key, out JobPage? known))
        {
            return known;
        }

        JobPage page = await read().ConfigureAwait(false);
        if (pages.Known.Count < MostPages)
        {
            pages.Known[key] = page;
        }

        return page;
    }

    private sealed record Pages(long Commits)
    {
        public ConcurrentDictionary<(JobQuery, string), JobPage> Known { get; } = new();
    }
}
