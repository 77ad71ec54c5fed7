using System.Diagnostics;
using System.Globalization;
using Palimpsest.Checkpoints;
using Palimpsest.Cli.Display;
using Palimpsest.Cli.Parsing;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Imaging;

namespace Palimpsest.Cli.Jobs;

/// <summary>Runs a job from the command's side: progress on standard error, files on disk, the result on standard output.</summary>
internal sealed class GenerationJob(JobRequest request, IReadOnlyList<WorkItem> items, bool json, bool showTimes)
{
    private readonly List<SavedPicture> _saved = [];
    private readonly List<string> _grids = [];
    private readonly List<string> _warnings = [];
    private readonly List<SkippedItem> _skipped = [];
    private readonly List<string> _unrepeatable = [.. request.Unrepeatable];
    private readonly DateTimeOffset _begun = DateTimeOffset.Now;
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
        failure ??= _skipped.Count > 0 ? new Failure($"{_skipped.Count} of {items.Count} were skipped; the rest is done.", ExitCode.Failure) : null;
        Report(elapsed, failure);
        return failure?.ExitCode ?? ExitCode.Success;
    }

    /// <summary>How many pictures were asked for; a script's are those that it made.</summary>
    private int Asked => request.Script is null ? items.Count * request.Generation.BatchSize * request.Generation.BatchCount : _saved.Count;

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

        const string Opening = "Opening the model";
        display.Stage(Opening);
        long start = Stopwatch.GetTimestamp();
        using StableDiffusionModel model = StableDiffusionModel.Open(request.ModelPath, request.VaePath);
        model.Hash(HashCache.ForUser(), new HashProgress(display), cancellation);
        _unrepeatable.AddRange(request.MadeWith?.DifferencesFrom(model) ?? []);
        _times = [new StageTime(Opening, Stopwatch.GetElapsedTime(start), [])];
        using var device = new CpuDevice(request.Threads ?? 0);
        var networks = new NetworkLibrary(request.Networks, HashCache.ForUser());
        using var others = new CheckpointShelf(device, request.Budget, [Path.GetDirectoryName(Path.GetFullPath(request.ModelPath))!], networks);
        using var generator = new ImageGenerator(model, device, request.Budget, networks) { Others = others };
        for (int i = 0; i < items.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (items.Count > 1)
            {
                display.Stage($"{items[i].Name} ({i + 1} of {items.Count})");
            }

            Make(items[i], i, model, generator, display, cancellation);
        }
    }

    private void Make(WorkItem item, int number, StableDiffusionModel model, ImageGenerator generator, IGenerationObserver display, CancellationToken cancellation)
    {
        try
        {
            int first = _saved.Count;
            GenerationRequest generation = item.Prepare(request.Generation);
            IReadOnlyList<GenerationRequest> parts = VariedPictures.Of(generation, request.Variants);
            for (int part = 0; part < parts.Count; part++)
            {
                GenerationRequest made = parts[part];
                int before = part;
                var observer = new WholeProgress(
                    display,
                    (number * parts.Count) + part,
                    items.Count * parts.Count,
                    request.Preview,
                    picture => Save(item, generation, made, picture with { Index = before + picture.Index }, model),
                    message => Warn(item, message));
                if (request.Script is IScript script)
                {
                    RunScript(script, item, made, model, new ScriptRun((job, told, token) => Run(job, generator, told, token), observer, cancellation));
                }
                else
                {
                    Run(made, generator, observer, cancellation);
                }
            }

            SaveGrid(item, generation, [.. _saved.Skip(first).Select(saved => saved.Picture)]);
        }
        catch (Exception exception) when (item.MayBeSkipped && exception is PictureException or GenerationException)
        {
            _skipped.Add(new SkippedItem(item.Name, exception.Message));
        }
    }

    /// <summary>Pictures of a combination that were not made are told of like sources that were skipped.</summary>
    private void RunScript(IScript script, WorkItem item, GenerationRequest generation, StableDiffusionModel model, ScriptRun run)
    {
        IReadOnlyList<string> failures = ScriptItem.Run(
            script,
            generation,
            run,
            picture => Save(item, generation, generation, picture, model),
            grid => _grids.Add(item.Files.SaveGrid(grid.Picture, grid.Infotext)));
        _skipped.AddRange(failures.Select(failure => new SkippedItem(script.Title, failure)));
    }

    private void Run(GenerationRequest generation, ImageGenerator generator, IGenerationObserver observer, CancellationToken cancellation)
    {
        try
        {
            generator.Run(generation, observer, cancellation);
        }
        finally
        {
            _times = StageTimes.Add(_times, generator.Times);
        }
    }

    /// <param name="whole">The item's request, with all its pictures.</param>
    /// <param name="made">The request of this one, with its own prompt.</param>
    private void Save(WorkItem item, GenerationRequest whole, GenerationRequest made, GeneratedPicture picture, StableDiffusionModel model)
    {
        GenerationRequest named = whole with { Prompt = made.Prompt, NegativePrompt = made.NegativePrompt };
        FileNameSubject subject = NamedPicture.Subject(request, named, picture, model, _begun) with { BaseName = item.BaseName };
        try
        {
            string path = item.Files.Save(picture, picture.Index, subject);
            _saved.Add(new SavedPicture(path, picture)
            {
                MaskPath = picture.Mask is null ? null : item.Files.SaveBeside(picture.Mask, picture.Infotext, path, "-mask"),
                MaskCompositePath = picture.MaskComposite is null ? null : item.Files.SaveBeside(picture.MaskComposite, picture.Infotext, path, "-mask-composite"),
            });
        }
        catch (PictureException exception)
        {
            // Not the source's fault: a full disk would fail for every further picture too.
            throw new CommandException(exception.Message);
        }
    }

    /// <summary>webui makes a grid of two pictures and more, and gives it the first one's infotext.</summary>
    private void SaveGrid(WorkItem item, GenerationRequest generation, IReadOnlyList<GeneratedPicture> pictures)
    {
        if (request.Script is not null || request.Grid is not GridSettings grid || pictures.Count < 2)
        {
            return;
        }

        int rows = grid.Rows switch
        {
            > 0 => grid.Rows,
            0 => generation.BatchSize,
            _ => PictureGrid.AutomaticRows(pictures.Count, grid.WithoutGaps),
        };
        Picture picture = PictureGrid.Of([.. pictures.Select(made => made.Picture)], rows, Rgb.White);
        _grids.Add(item.Files.SaveGrid(picture, pictures[0].Infotext));
    }

    private void Warn(WorkItem item, string message) => _warnings.Add(item.Name.Length == 0 ? message : $"{item.Name}: {message}");

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
}
