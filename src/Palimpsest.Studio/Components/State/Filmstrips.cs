using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Components.State;

/// <summary>The previews of the latest jobs, in memory, so that a page can show how a picture came about, also after a reload. Safe for use by several threads.</summary>
public sealed class Filmstrips : IDisposable
{
    /// <summary>Bounds of memory: some megabytes. Beyond a job's frames every second one is dropped.</summary>
    private const int MostJobs = 12, MostFrames = 120;

    private readonly IJobQueue _queue;
    private readonly Lock _lock = new();
    private readonly List<(Guid JobId, List<Frame> Frames)> _strips = [];

    public Filmstrips(IJobQueue queue)
    {
        _queue = queue;
        _queue.ProgressChanged += Keep;
    }

    /// <summary>The frames of a job in order; none for jobs that are too long ago.</summary>
    public IReadOnlyList<Frame> Of(Guid jobId)
    {
        lock (_lock)
        {
            return [.. _strips.Find(strip => strip.JobId == jobId).Frames ?? []];
        }
    }

    /// <summary>A preview by its number; null when it is not kept any more.</summary>
    public LivePreview? Find(long number)
    {
        lock (_lock)
        {
            return _strips.SelectMany(strip => strip.Frames).FirstOrDefault(frame => frame.Preview.Number == number)?.Preview;
        }
    }

    public void Dispose() => _queue.ProgressChanged -= Keep;

    private void Keep(JobProgress? progress)
    {
        if (progress?.Preview is not LivePreview preview)
        {
            return;
        }

        lock (_lock)
        {
            List<Frame> frames = StripOf(progress.JobId);
            if (frames.Count > 0 && frames[^1].Preview.Number == preview.Number)
            {
                return;
            }

            frames.Add(new Frame(progress.Batch, progress.SamplingStep, preview));
            if (frames.Count > MostFrames)
            {
                frames.RemoveAll(frame => frames.IndexOf(frame) % 2 == 1 && frame != frames[^1]);
            }
        }
    }

    private List<Frame> StripOf(Guid jobId)
    {
        if (_strips.Find(strip => strip.JobId == jobId).Frames is List<Frame> known)
        {
            return known;
        }

        List<Frame> frames = [];
        _strips.Add((jobId, frames));
        if (_strips.Count > MostJobs)
        {
            _strips.RemoveAt(0);
        }

        return frames;
    }
}
