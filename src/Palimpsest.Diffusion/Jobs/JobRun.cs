using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>
/// Makes a job's pictures: item after item, with its variants, scripts and grids. A run that ended early can be run again: what its observer kept
/// is not made anew, and the rest becomes what it would have become.
/// </summary>
/// <param name="generator">Of the request's model.</param>
/// <param name="begun">When the job began, for file names.</param>
/// <param name="control">Ends batches early; null: nothing does.</param>
public sealed class JobRun(
    JobRequest request, StableDiffusionModel model, ImageGenerator generator, IJobObserver observer, DateTimeOffset begun, GenerationControl? control = null)
{
    private int _partsOfItem;

    /// <summary>Where the time went, stage by stage.</summary>
    public IReadOnlyList<StageTime> Times { get; private set; } = [];

    /// <exception cref="OperationCanceledException">Cancelled; what was kept stays.</exception>
    public void Run(IReadOnlyList<WorkItem> items, CancellationToken cancellation)
    {
        for (int i = 0; i < items.Count && control?.EndsJob != true; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            observer.Begins(items[i], i);
            Make(items[i], i, items.Count, cancellation);
        }
    }

    private void Make(WorkItem item, int number, int items, CancellationToken cancellation)
    {
        try
        {
            _partsOfItem = 0;
            GenerationRequest generation = item.Prepare(request.Generation, sentence => observer.Warning(item, sentence));
            IReadOnlyList<GenerationRequest> parts = VariedPictures.Of(generation, request.Variants);
            List<GeneratedPicture> kept = [];
            for (int part = 0; part < parts.Count && control?.EndsJob != true; part++)
            {
                var progress = new ItemProgress(observer, item, (number * parts.Count) + part, items * parts.Count, parts[part], firstIndex: part)
                {
                    Preview = request.Preview,
                    Keep = (picture, made) => Keep(item, generation, made, picture, kept),
                };
                Make(item, parts[part], progress, kept, cancellation);
            }

            KeepGrid(item, generation, kept);
        }
        catch (Exception exception) when (item.MayBeSkipped && exception is PictureException or GenerationException)
        {
            observer.Skipped(new SkippedItem(item.Name, exception.Message));
        }
    }

    private void Make(WorkItem item, GenerationRequest made, ItemProgress progress, List<GeneratedPicture> kept, CancellationToken cancellation)
    {
        if (request.Script is not IScript script)
        {
            Generate(made, progress, cancellation);
            return;
        }

        int firstPart = _partsOfItem;
        var run = new ScriptRun(Generate, progress, cancellation)
        {
            FindKept = index => observer.FindKept(item, index),
            FindPart = index => observer.FindPart(item, firstPart + index),
            KeepPart = (index, part) => observer.KeepPart(item, firstPart + index, part),
            EndsJob = () => control?.EndsJob == true,
        };
        IReadOnlyList<string> failures = ScriptItem.Run(
            script,
            made,
            run,
            picture => Keep(item, made, made, picture, kept),
            grid => KeepGrid(item, made, new GeneratedPicture(0, grid.Seed, made.Subseed, grid.Picture, grid.Infotext)));

        _partsOfItem += run.Parts;

        // Pictures of a combination that were not made are told of like sources that were skipped.
        failures.ToList().ForEach(failure => observer.Skipped(new SkippedItem(script.Title, failure)));
    }

    private void Generate(GenerationRequest generation, IGenerationObserver told, CancellationToken cancellation)
    {
        try
        {
            generator.Run(generation, told, cancellation, control);
        }
        finally
        {
            Times = StageTimes.Add(Times, generator.Times);
        }
    }

    /// <param name="whole">The item's request, with all its pictures.</param>
    /// <param name="made">The request of this one, with its own prompt.</param>
    private void Keep(WorkItem item, GenerationRequest whole, GenerationRequest made, GeneratedPicture picture, List<GeneratedPicture> kept)
    {
        GenerationRequest named = whole with { Prompt = made.Prompt, NegativePrompt = made.NegativePrompt };
        observer.Keep(item, picture, Subject(item, named, picture));
        if (request.Grid is not null)
        {
            kept.Add(picture);
        }
    }

    /// <summary>webui makes a grid of two pictures and more, and gives it the first one's infotext.</summary>
    private void KeepGrid(WorkItem item, GenerationRequest generation, List<GeneratedPicture> pictures)
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
        Picture picture = PictureGrid.Of([.. pictures.Select(made => made.Picture)], rows, generation.Settings.GridBackground);
        KeepGrid(item, generation, new GeneratedPicture(0, pictures[0].Seed, generation.Subseed, picture, pictures[0].Infotext));
    }

    private void KeepGrid(WorkItem item, GenerationRequest generation, GeneratedPicture grid) => observer.KeepGrid(item, grid, Subject(item, generation, grid));

    private FileNameSubject Subject(WorkItem item, GenerationRequest named, GeneratedPicture picture) =>
        NamedPicture.Subject(request, named, picture, model, begun) with { BaseName = item.BaseName };
}
