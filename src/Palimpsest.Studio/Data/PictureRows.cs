using Microsoft.EntityFrameworkCore;
using Palimpsest.Imaging;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Data;

/// <summary>The steps of keeping a picture, each committed by itself.</summary>
internal sealed class PictureRows(StudioDatabase database, DataFolder folder, EventLog log)
{
    /// <summary>A picture is there or gone, by number. Raised once it is committed.</summary>
    public event Action<long>? Changed;

    public string Relative(string path) => folder.Relative(path);

    /// <summary>A picture of a job whose file is written, or null.</summary>
    public PictureRow? Find(Guid jobId, GalleryPictureKind kind, int item, int index)
    {
        using StudioContext context = database.Open();
        return context.Pictures.AsNoTracking()
            .FirstOrDefault(row => row.JobId == jobId && row.Kind == kind && row.Item == item && row.Index == index && row.IsWritten);
    }

    /// <summary>The picture of a row; null when its file is gone or damaged.</summary>
    public Picture? Read(PictureRow row)
    {
        try
        {
            DecodedPicture decoded = PictureReader.Read(folder.Absolute(row.Path));
            return new Picture(decoded.Width, decoded.Height, decoded.Channels, decoded.Samples);
        }
        catch (PictureException)
        {
            return null;
        }
    }

    /// <summary>Says where a file will be, before it is there.</summary>
    public PictureRow Plan(PictureRow row) => database.Write(context =>
    {
        context.Pictures.Add(row);
        return row;
    });

    /// <summary>The file is there, and what was written beside it: the picture counts, and is told of.</summary>
    public void Written(PictureRow row)
    {
        string beside = row.BesideAt(folder.Absolute(row.Path));
        database.Write(context =>
        {
            context.Pictures.Where(other => other.Id == row.Id).ExecuteUpdate(set => set.SetProperty(other => other.IsWritten, true).SetProperty(other => other.Beside, beside));
            if (row.JobId is Guid job)
            {
                EventLog.Add(context, job, JobEventKind.Picture, row.Id);
                if (row.Kind == GalleryPictureKind.Picture)
                {
                    context.Jobs.Where(other => other.Id == job).ExecuteUpdate(set => set.SetProperty(other => other.Finished, other => other.Finished + 1));
                }
            }

            return true;
        });
        log.Tell();
        Changed?.Invoke(row.Id);
    }

    /// <summary>Something of a picture has changed.</summary>
    public void TellChanged(long id) => Changed?.Invoke(id);

    /// <param name="countsForJob">Whether the job has one picture less by it; not where a person deletes a finished job's.</param>
    public void Remove(PictureRow row, bool countsForJob = true)
    {
        database.Write(context =>
        {
            context.Parents.Where(parent => parent.PictureId == row.Id).ExecuteDelete();
            int removed = context.Pictures.Where(other => other.Id == row.Id && other.IsWritten).ExecuteDelete();
            context.Pictures.Where(other => other.Id == row.Id).ExecuteDelete();
            if (countsForJob && removed > 0 && row.JobId is Guid job && row.Kind == GalleryPictureKind.Picture)
            {
                context.Jobs.Where(other => other.Id == job).ExecuteUpdate(set => set.SetProperty(other => other.Finished, other => other.Finished - 1));
            }

            return true;
        });
        Changed?.Invoke(row.Id);
    }
}
