using System.Diagnostics;
using System.Globalization;
using Palimpsest.Checkpoints;
using Palimpsest.Cli.Display;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Cli.Jobs;

/// <summary>Runs a request from the command's side: progress on standard error, files on disk, the result on standard output.</summary>
internal sealed class GenerationJob(JobRequest request, OutputFiles files, bool json)
{
    private readonly List<(string Path, GeneratedPicture Picture)> _saved = [];
    private IReadOnlyList<StageTime> _times = [];

    /// <summary>The exit code. What was finished before a cancellation or a failure stays on disk and is reported.</summary>
    public int Run(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        int asked = request.Generation.BatchSize * request.Generation.BatchCount;
        string? stopped = null;
        try
        {
            JobDisplay.ForTerminal().Run(display => Make(new SavingObserver(display, Save), cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && _saved.Count > 0)
        {
            stopped = $"Stopped; {_saved.Count} of {asked} pictures are finished and saved.";
            Console.Error.WriteLine($"palimpsest: {stopped}");
        }
        finally
        {
            // Not earlier: a line on standard output would be torn by the moving bar when both are the same terminal.
            PrintPaths();
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        if (json)
        {
            JsonOutput.Print(JobResult.Document(_saved, _times, elapsed, stopped));
        }
        else
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_saved.Count} of {asked} pictures in {elapsed.TotalSeconds:0.0} s"));
        }

        return stopped is null ? ExitCode.Success : ExitCode.Failure;
    }

    private void Make(IGenerationObserver observer, CancellationToken cancellation)
    {
        observer.Stage("Opening the model");
        using StableDiffusionModel model = StableDiffusionModel.Open(request.ModelPath, request.VaePath);
        model.Hash(HashCache.ForUser(), progress: null, cancellation);
        using var device = new CpuDevice(request.Threads ?? 0);
        using var generator = new ImageGenerator(model, device, request.Budget);
        try
        {
            generator.Run(request.Generation, observer, cancellation);
        }
        finally
        {
            _times = generator.Times;
        }
    }

    private void Save(GeneratedPicture picture) => _saved.Add((files.Save(picture), picture));

    private void PrintPaths()
    {
        if (!json)
        {
            _saved.ForEach(saved => Console.WriteLine(saved.Path));
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
