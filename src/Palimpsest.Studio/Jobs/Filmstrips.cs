using Microsoft.Extensions.Logging;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Jobs;

/// <summary>
/// The previews of the latest jobs, so that a page can show how a picture came about, also after a reload, and, kept on disk once the job has ended, after a
/// restart. Safe for use by several threads.
/// </summary>
public sealed class Filmstrips : IDisposable
{
    /// <summary>Bounds of memory: some megabytes. Beyond a job's frames every second one is dropped.</summary>
    private const int MostJobs = 12, MostFrames = 120;

    private readonly IJobQueue _queue;
    private readonly FilmstripFiles _files;
    private readonly ILogger<Filmstrips> _logger;
    private readonly Lock _lock = new();
    private readonly List<(Guid JobId, List<Frame> Frames)> _strips = [];
    private Guid? _running;
    private bool _isFirstFrame;
    private Task _storing = Task.CompletedTask;

    public Filmstrips(IJobQueue queue, DataFolder folder, ILogger<Filmstrips> logger)
    {
        (_queue, _files, _logger) = (queue, new FilmstripFiles(folder), logger);
        _queue.ProgressChanged += Keep;
    }

    /// <summary>The frames of a job in order; none for jobs that are too long ago.</summary>
    public IReadOnlyList<Frame> Of(Guid jobId)
    {
        lock (_lock)
        {
            return [.. Known(jobId) ?? []];
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

    /// <summary>Moves the strip of a job that has ended into the bin, or back.</summary>
    public void Move(Guid jobId, bool toBin)
    {
        lock (_lock)
        {
            if (jobId == _running)
            {
                // It has ended, and this is faster than the word of that.
                StoreEnded(null);
            }

            // What is being stored is not there to be moved yet.
            _storing.Wait();
            _files.Move(jobId, toBin);
            _strips.RemoveAll(strip => strip.JobId == jobId);
        }
    }

    /// <summary>Deletes the strips in the bin for good.</summary>
    public void EmptyBin() => _files.EmptyBin();

    public void Dispose()
    {
        _queue.ProgressChanged -= Keep;

        // Of a job that the server's end interrupts: the rest follows when it runs on.
        Task storing;
        lock (_lock)
        {
            storing = StoreEnded(null);
        }

        storing.Wait();
    }

    private void Keep(JobProgress? progress)
    {
        lock (_lock)
        {
            StoreEnded(progress?.JobId);
        }

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

            if (_isFirstFrame)
            {
                // What a job that runs on makes again takes the place of what was there.
                frames.RemoveAll(frame => frame.Batch >= progress.Batch);
                _isFirstFrame = false;
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
        if (Known(jobId) is List<Frame> known)
        {
            return known;
        }

        List<Frame> frames = [];
        Remember(jobId, frames);
        return frames;
    }

    private List<Frame>? Known(Guid jobId)
    {
        if (_strips.Find(strip => strip.JobId == jobId).Frames is List<Frame> known)
        {
            return known;
        }

        List<Frame> kept = [.. _files.Read(jobId)];
        if (kept.Count == 0)
        {
            return null;
        }

        Remember(jobId, kept);
        return kept;
    }

    private void Remember(Guid jobId, List<Frame> frames)
    {
        _strips.Add((jobId, frames));
        if (_strips.Count > MostJobs)
        {
            _strips.RemoveAt(0);
        }
    }

    /// <summary>Stores the strip of the job that ran until now, where another one or none runs from now on. The next job does not wait for it.</summary>
    private Task StoreEnded(Guid? running)
    {
        if (_running is Guid ended && ended != running && StripOf(ended) is { Count: > 0 } strip)
        {
            List<Frame> frames = [.. strip];
            _storing = _storing.ContinueWith(_ => Store(ended, frames), TaskScheduler.Default);
        }

        _isFirstFrame |= running != _running;
        _running = running;
        return _storing;
    }

    private void Store(Guid job, IReadOnlyList<Frame> frames)
    {
        try
        {
            _files.Write(job, frames);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The job is whole without it.
            _logger.LogWarning("The filmstrip of job {Job} cannot be kept ({Message}); check that the disk has room", job, exception.Message);
        }
    }
}
