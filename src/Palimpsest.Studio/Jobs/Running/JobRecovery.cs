using Microsoft.EntityFrameworkCore;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Jobs.Requests;

namespace Palimpsest.Studio.Jobs.Running;

/// <summary>Puts in order what an end of the process left half done.</summary>
internal sealed class JobRecovery(StudioDatabase database, DataFolder folder, PictureRows rows, EventLog log, GivenPictures given)
{
    /// <summary>
    /// Pictures whose files were being written are there or not; jobs that ran go on, or have ended where that was asked for.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using (StudioContext context = database.Open())
        {
            foreach (PictureRow row in await context.Pictures.AsNoTracking().Where(row => !row.IsWritten).ToListAsync(cancellation).ConfigureAwait(false))
            {
                if (File.Exists(folder.Absolute(row.Path)))
                {
                    rows.Written(row);
                }
                else
                {
                    rows.Remove(row);
                }
            }
        }

        List<Guid> running = [];
        await database.WriteAsync(
            async context =>
            {
                foreach (JobRow job in await context.Jobs.Where(job => job.State == JobState.Running).ToListAsync(cancellation).ConfigureAwait(false))
                {
                    if (job.IsCancelRequested)
                    {
                        (job.State, job.EndedAt) = (JobState.Cancelled, Clock.Now);
                        EventLog.Add(context, job.Id, JobEventKind.Cancelled);
                    }
                    else
                    {
                        EventLog.Add(context, job.Id, JobEventKind.Recovered);
                        running.Add(job.Id);
                    }
                }
            },
            cancellation).ConfigureAwait(false);
        log.Tell();
        JobParts.DeleteAllBut(folder, running);
    }

    /// <summary>
    /// Files that were being written beside their names are nobody's, and so are pictures that came with requests which were refused. Only before anything is written.
    /// </summary>
    public void DeleteRests()
    {
        DeleteRests(folder.Outputs);
        DeleteRests(folder.Own);
        using StudioContext context = database.Open();
        given.DeleteAllBut(context.RequestPictures.Select(row => row.Hash).ToHashSet());
    }

    private static void DeleteRests(string root)
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (string rest in Directory.EnumerateFiles(root, "*.tmp", SearchOption.AllDirectories).Where(IsRest))
        {
            File.Delete(rest);
        }
    }

    /// <summary>"picture.png.0123456789abcdef0123456789abcdef.tmp", as <see cref="Imaging.PictureWriter"/> writes.</summary>
    private static bool IsRest(string path) => Guid.TryParseExact(Path.GetExtension(Path.GetFileNameWithoutExtension(path)).TrimStart('.'), "N", out _);
}
