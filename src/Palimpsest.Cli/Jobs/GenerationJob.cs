using System.Diagnostics;
using System.Globalization;
using Palimpsest.Checkpoints;
using Palimpsest.Cli.Display;
using Palimpsest.Cli.Parsing;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Cli.Jobs;

/// <summary>Runs a request from the command's side: progress on standard error, files on disk, the result on standard output.</summary>
internal sealed class GenerationJob(JobRequest request, OutputFiles files, bool json, bool showTimes)
{
    private readonly List<(string Path, GeneratedPicture Picture)> _saved = [];
    private IReadOnlyList<StageTime> _times = [];

    /// <summary>The exit code. What was finished before a cancellation or a failure stays on disk and is reported.</summary>
    public int Run(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        int asked = request.Generation.BatchSize * request.Generation.BatchCount;
        Failure? failure = null;
        try
        {
            JobDisplay.ForTerminal().Run(display => Make(new SavingObserver(display, Save), cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && _saved.Count > 0)
        {
            failure = new Failure($"Stopped; {_saved.Count} of {asked} pictures are finished and saved.", ExitCode.Failure);
        }
        catch (Exception exception) when (_saved.Count > 0 && Failure.Of(exception) is Failure unfinished)
        {
            failure = unfinished;
        }
        finally
        {
            // Not earlier: a line on standard output would be torn by the moving bar when both are the same terminal.
            PrintPaths();
        }

        if (failure is not null)
        {
            Console.Error.WriteLine($"palimpsest: {failure.Message}");
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        if (json)
        {
            JsonOutput.Print(JobResult.Document(_saved, _times, elapsed, PeakBytes(), failure));
        }
        else
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{_saved.Count} of {asked} pictures in {elapsed.TotalSeconds:0.0} s, with {MemorySize.Format(PeakBytes())} of memory at most"));
        }

        if (showTimes)
        {
            foreach (string line in TimeTable.Lines(_times, elapsed))
            {
                Console.Error.WriteLine(line);
            }
        }

        return failure?.ExitCode ?? ExitCode.Success;
    }

    private void Make(IGenerationObserver observer, CancellationToken cancellation)
    {
        const string Opening = "Opening the model";
        observer.Stage(Opening);
        long start = Stopwatch.GetTimestamp();
        using StableDiffusionModel model = StableDiffusionModel.Open(request.ModelPath, request.VaePath);
        model.Hash(HashCache.ForUser(), new HashProgress(observer), cancellation);
        _times = [new StageTime(Opening, Stopwatch.GetElapsedTime(start), [])];
        using var device = new CpuDevice(request.Threads ?? 0);
        using var generator = new ImageGenerator(model, device, request.Budget);
        try
        {
            generator.Run(request.Generation, observer, cancellation);
        }
        finally
        {
            _times = [.. _times, .. generator.Times];
        }
    }

    private static long PeakBytes()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    private void Save(GeneratedPicture picture) => _saved.Add((files.Save(picture), picture));

    private void PrintPaths()
    {
        if (!json)
        {
            _saved.ForEach(saved => Console.WriteLine(saved.Path));
        }
    }

    /// <summary>Hashing is a stage of its own, but only when a file's hash is not known yet: that reads the file once more, which may take long.</summary>
    private sealed class HashProgress(IGenerationObserver display) : IProgress<double>
    {
        private bool _isTold;

        public void Report(double value)
        {
            if (!_isTold)
            {
                _isTold = true;
                display.Stage("Hashing the model, once");
            }

            display.StageProgress(value);
        }
    }

    private sealed class SavingObserver(IGenerationObserver display, Action<GeneratedPicture> save) : IGenerationObserver
    {
        public void Stage(string name) => display.Stage(name);

        public void StageProgress(double part) => display.StageProgress(part);

        public void Progress(double steps, int totalSteps) => display.Progress(steps, totalSteps);

        public void Finished(GeneratedPicture picture)
        {
            save(picture);
            display.Finished(picture);
        }
    }
}
