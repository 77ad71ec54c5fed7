using System.Diagnostics;
using System.Globalization;
using Palimpsest.Checkpoints;
using Palimpsest.Cli.Display;
using Palimpsest.Cli.Parsing;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;

namespace Palimpsest.Cli.Jobs;

/// <summary>Runs a job from the command's side: progress on standard error, files on disk, the result on standard output.</summary>
internal sealed class GenerationJob(JobRequest request, IReadOnlyList<WorkItem> items, JobJournal journal, bool json, bool showTimes)
{
    private readonly List<SavedPicture> _saved = [];
    private readonly List<string> _grids = [];
    private readonly List<string> _warnings = [];
    private readonly List<SkippedItem> _skipped = [];
    private readonly List<string> _unrepeatable = [.. request.Unrepeatable];
    private IReadOnlyList<StageTime> _times = [];

    /// <summary>The exit code. What was finished before a cancellation or a failure stays on disk and is reported.</summary>
    public int Run(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        Failure? failure = null;
        try
        {
            JobDisplay.ForTerminal().Run(display => Make(display, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && _saved.Count > 0)
        {
            failure = new Failure($"Stopped; {_saved.Count} of {Asked} pictures are finished and saved.", ExitCode.Failure);
        }
        catch (Exception exception) when (_saved.Count > 0 && Failure.Of(exception) is Failure unfinished)
        {
            failure = unfinished;
        }
        finally
        {
            // Not earlier: a line would be torn by the moving bar when both are the same terminal.
            PrintPaths();
            _warnings.ForEach(sentence => Console.Error.WriteLine($"palimpsest: warning: {sentence}"));
            _skipped.ForEach(item => Console.Error.WriteLine($"palimpsest: skipped {item.Name}: {item.Reason}"));
            _unrepeatable.ForEach(sentence => Console.Error.WriteLine($"palimpsest: not as it was: {sentence}"));
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        if (failure is null)
        {
            journal.Delete();
        }

        failure ??= _skipped.Count > 0 ? new Failure($"{_skipped.Count} of {items.Count} were skipped; the rest is done.", ExitCode.Failure) : null;
        Report(elapsed, failure);
        return failure?.ExitCode ?? ExitCode.Success;
    }

    private int Items => items.Count;

    private JobJournal Journal => journal;

    /// <summary>Then there is nothing that could be left to make.</summary>
    private bool IsOnePicture => request.Script is null && Asked == 1;

    /// <summary>How many pictures were asked for; a script's are those that it made.</summary>
    private int Asked => request.Script is null ? Items * request.Generation.BatchSize * request.Generation.BatchCount : _saved.Count;

    private void Report(TimeSpan elapsed, Failure? failure)
    {
        if (failure is not null)
        {
            Console.Error.WriteLine($"palimpsest: {failure.Message}");
        }

        if (json)
        {
            JsonOutput.Print(JobResult.Document(_saved, _grids, _warnings, _skipped, _unrepeatable, _times, elapsed, PeakBytes(), failure));
        }
        else
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{_saved.Count} of {Asked} pictures in {elapsed.TotalSeconds:0.0} s, with {MemorySize.Format(PeakBytes())} of memory at most"));
        }

        if (showTimes)
        {
            foreach (string line in TimeTable.Lines(_times, elapsed))
            {
                Console.Error.WriteLine(line);
            }
        }
    }

    private void Make(IGenerationObserver display, CancellationToken cancellation)
    {
        if (items.Count == 0)
        {
            return;
        }

        if (journal.Count > 0)
        {
            Console.Error.WriteLine($"palimpsest: this command was interrupted before: its {journal.Count} finished pictures stay. Delete {journal.FilePath} to begin anew.");
        }

        display.Stage(Stages.Opening);
        long start = Stopwatch.GetTimestamp();
        using var device = new CpuDevice(request.Threads ?? 0);
        using CheckpointShelf shelf = CheckpointShelf.Of(request, device, HashCache.ForUser());
        ResidentModel own = shelf.Own(request.ModelPath, request.VaePath, display, cancellation);
        _unrepeatable.AddRange(request.MadeWith?.DifferencesFrom(own.Model) ?? []);
        var opening = new StageTime(Stages.Opening, Stopwatch.GetElapsedTime(start), []);
        var run = new JobRun(request, own.Model, own.Generator, new Keeper(this, display), DateTimeOffset.Now);
        try
        {
            run.Run(items, cancellation);
        }
        finally
        {
            _times = [opening, .. run.Times];
        }
    }

    private static long PeakBytes()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    private void PrintPaths()
    {
        if (!json)
        {
            _saved.SelectMany(saved => saved.Paths).ToList().ForEach(Console.WriteLine);
            _grids.ForEach(Console.WriteLine);
        }
    }

    /// <summary>Writes what the job makes, and tells the display of the rest.</summary>
    private sealed class Keeper(GenerationJob job, IGenerationObserver display) : IJobObserver
    {
        public void Stage(string name) => display.Stage(name);

        public void StageProgress(double part) => display.StageProgress(part);

        public void Progress(double steps, int totalSteps) => display.Progress(steps, totalSteps);

        public void Finished(GeneratedPicture picture) => display.Finished(picture);

        public void Warning(WorkItem item, string message) => job._warnings.Add(item.Name.Length == 0 ? message : $"{item.Name}: {message}");

        public void Skipped(SkippedItem skipped) => job._skipped.Add(skipped);

        public void KeepGrid(WorkItem item, GeneratedPicture grid, FileNameSubject subject) => job._grids.Add(item.Files.SaveGrid(grid, subject));

        public void Begins(WorkItem item, int number)
        {
            if (job.Items > 1)
            {
                display.Stage($"{item.Name} ({number + 1} of {job.Items})");
            }
        }

        public GeneratedPicture? FindKept(WorkItem item, int index) => job.Journal.Find(item.Name, index);

        public void Keep(WorkItem item, GeneratedPicture picture, FileNameSubject subject)
        {
            if (job.Journal.PathOf(item.Name, picture.Index) is string kept)
            {
                job._saved.Add(new SavedPicture(kept, picture));
                return;
            }

            try
            {
                SavedPicture saved = item.Files.SaveAll(picture, subject);
                job._saved.Add(saved);
                if (!job.IsOnePicture)
                {
                    job.Journal.Add(item.Name, saved);
                }
            }
            catch (PictureException exception)
            {
                // Not the source's fault: a full disk would fail for every further picture too.
                throw new CommandException(exception.Message);
            }
        }
    }
}
