using Microsoft.EntityFrameworkCore;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Jobs.Running;

/// <summary>Pictures that are kept for their job alone, until it has ended some time ago.</summary>
internal sealed class UnlistedPictures(StudioDatabase database, DataFolder folder)
{
    /// <summary>Enough for a program that comes back the next day.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public async Task PurgeAsync(CancellationToken cancellation)
    {
        long before = Clock.Now - (long)Kept.TotalMilliseconds;
        List<PictureRow> old;
        await using (StudioContext context = database.Open())
        {
            old = await context.Pictures.AsNoTracking()
                .Where(row => !row.IsListed && context.Jobs.Any(job => job.Id == row.JobId && job.EndedAt != null && job.EndedAt < before))
                .ToListAsync(cancellation).ConfigureAwait(false);
        }

        if (old.Count == 0)
        {
            return;
        }

        foreach (PictureRow row in old)
        {
            File.Delete(folder.Absolute(row.Path));
        }

        List<long> ids = [.. old.Select(row => row.Id)];
        await database.WriteAsync(
            async context =>
            {
                await context.Parents.Where(parent => ids.Contains(parent.PictureId)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
                await context.Pictures.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
    }
}
