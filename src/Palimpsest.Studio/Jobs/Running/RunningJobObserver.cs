using System.Diagnostics;
using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Imaging;

namespace Palimpsest.Studio.Jobs.Running;

/// <summary>Tells of a running job's course, and gives its pictures to their keeper.</summary>
/// <param name="batchesOfItem">0 where only a script's run will show.</param>
internal sealed class RunningJobObserver(RunningJob job, JobQueue queue, JobParts parts, PreviewSettings settings, int batchesOfItem, int items) : IJobObserver
{
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private readonly StageClock _stage = new(TimeProvider.System);
    private readonly List<string> _warnings = [];
    private PictureKeeper? _keeper;
    private JobProgress? _progress;
    private LatentPreviews? _previews;
    private int _item;
    private long _sampling;
    private double _stepsBefore = -1;

    /// <summary>Where the pictures go; known once the model is open.</summary>
    public PictureKeeper Keeper
    {
        private get => _keeper ?? throw new InvalidOperationException("Nothing is made before the model is open.");
        set => _keeper = value;
    }

    /// <summary>A sentence each, in order, none twice.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Whether any picture is there.</summary>
    public bool HasMade { get; private set; }

    private int Batches => batchesOfItem * items;

    private JobProgress Now => _progress ?? new JobProgress { JobId = job.Id, Stage = "", StartedAt = _startedAt, Batches = Batches };

    public void Begins(WorkItem item, int number) => _item = number;

    public void Stage(string name)
    {
        _stage.Begin();
        Tell(Now with { Stage = name, StagePart = name == Stages.Sampling ? null : 0, StageRemaining = null });
    }

    public void StageProgress(double part) => Tell(Now with { StagePart = part, StageRemaining = _stage.Remaining(part) });

    public void Progress(double steps, int totalSteps)
    {
        if (_stepsBefore < 0)
        {
            (_stepsBefore, _sampling) = (steps, Stopwatch.GetTimestamp());
        }

        double done = steps - _stepsBefore;
        TimeSpan? remaining = done > 0 ? Stopwatch.GetElapsedTime(_sampling) * ((totalSteps - steps) / done) : null;
        Tell(Now with { Steps = steps, TotalSteps = totalSteps, Remaining = remaining });
    }

    public void Sampling(int batch, LatentPreviews previews)
    {
        _previews = previews;
        Tell(AtStep(batch, 0));
    }

    public void Step(int batch, in SamplerStep step)
    {
        JobProgress now = AtStep(batch, step.Index + 1);
        if (settings.Shows(step.Index) && _previews is not null)
        {
            now = now with { Preview = settings.Of(step.Denoised, _previews) };
        }

        Tell(now);
    }

    public void Finished(GeneratedPicture picture)
    {
    }

    public void Keep(WorkItem item, GeneratedPicture picture, FileNameSubject subject)
    {
        Stored(() => Keeper.Keep(_item, picture, subject));
        HasMade = true;
    }

    public void KeepGrid(WorkItem item, GeneratedPicture grid, FileNameSubject subject)
    {
        Stored(() => Keeper.KeepGrid(_item, grid, subject));
        HasMade = true;
    }

    public GeneratedPicture? FindKept(WorkItem item, int index) => Keeper.Find(_item, index);

    public void KeepPart(WorkItem item, int index, GeneratedPicture part) => Stored(() => parts.Keep(_item, index, part));

    public GeneratedPicture? FindPart(WorkItem item, int index) => parts.Find(_item, index);

    public void Skipped(SkippedItem skipped)
    {
        Warn(skipped.Name.Length == 0 ? skipped.Reason : $"{skipped.Name}: {skipped.Reason}");
    }

    public void Warning(WorkItem item, string message) => Warn(item.Name.Length == 0 ? message : $"{item.Name}: {message}");

    private JobProgress AtStep(int batch, int step) => Now with
    {
        Batch = (_item * batchesOfItem) + batch,
        SamplingStep = step,
        SamplingSteps = Batches > 0 ? Now.TotalSteps / Batches : 0,
    };

    private void Warn(string sentence)
    {
        if (!_warnings.Contains(sentence))
        {
            _warnings.Add(sentence);
        }
    }

    private void Tell(JobProgress progress)
    {
        _progress = progress;
        queue.TellProgress(job, progress);
    }

    private static void Stored(Action keep)
    {
        try
        {
            keep();
        }
        catch (Exception exception) when (exception is PictureException or IOException or UnauthorizedAccessException)
        {
            throw new KeepingException(exception.Message, exception);
        }
    }
}
