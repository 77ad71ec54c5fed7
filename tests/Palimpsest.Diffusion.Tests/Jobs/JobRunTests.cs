using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Prompts.Variants;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Diffusion.Tests.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Tests.Jobs;

public sealed class JobRunTests(OpenedModel opened) : IClassFixture<OpenedModel>
{
    [Theory]
    [InlineData("batches")]
    [InlineData("variants")]
    [InlineData("loopback")]
    [InlineData("xyz")]
    [InlineData("matrix")]
    public void A_job_that_ended_early_goes_on_from_what_was_kept(string kind)
    {
        JobRequest request = Request(kind);
        Keeper whole = Run(request);
        foreach (int count in new[] { 1, whole.Pictures.Count })
        {
            Keeper rest = Run(request, new Keeper(whole.Pictures.Take(count)));
            Assert.Equal(whole.Pictures.Count - count, rest.Made);
            Assert.Equal(whole.Pictures.Select(Told), rest.Pictures.Select(Told));
            Assert.Equal(whole.Grids.Select(Told), rest.Grids.Select(Told));
        }
    }

    [Fact]
    public void A_batch_of_which_some_was_kept_is_the_same_again()
    {
        JobRequest request = Request("batches") with { Generation = OpenedModel.Small with { BatchSize = 2, BatchCount = 2 } };
        Keeper whole = Run(request), rest = Run(request, new Keeper(whole.Pictures.Take(3)));
        Assert.Equal(whole.Pictures.Select(Told), rest.Pictures.Select(Told));
    }

    [Fact]
    public void A_skipped_batch_ends_as_it_is_and_the_next_is_whole()
    {
        GenerationRequest generation = OpenedModel.Small with { BatchCount = 3, Steps = 4 };
        Keeper whole = Run(Request("batches") with { Generation = generation });
        using var control = new GenerationControl();
        Keeper skipped = Run(Request("batches") with { Generation = generation }, new Keeper([]) { AtStep = (batch, step) => Act(batch == 1 && step == 1, control.SkipBatch) }, control);
        Assert.Equal([false, true, false], skipped.Pictures.Select(picture => picture.IsIncomplete));
        Assert.Equal(Told(whole.Pictures[0]), Told(skipped.Pictures[0]));
        Assert.NotEqual(whole.Pictures[1].Picture.Pixels, skipped.Pictures[1].Picture.Pixels);
        Assert.Equal(Told(whole.Pictures[2]), Told(skipped.Pictures[2]));
    }

    [Theory]
    [InlineData("batches", 2)]
    [InlineData("xyz", 2)]
    public void An_interrupted_job_shows_what_there_is_and_begins_nothing_more(string kind, int steps)
    {
        using var control = new GenerationControl();
        int all = 0;
        var keeper = new Keeper([]) { AtStep = (_, _) => Act(++all == steps + 1, control.Interrupt) };
        try
        {
            Run(Request(kind), keeper, control);
        }
        catch (OperationCanceledException) when (kind == "xyz")
        {
            // A plot has no picture for the places that are not made.
        }

        Assert.Equal([false, true], keeper.Pictures.Select(picture => picture.IsIncomplete));
    }

    [Fact]
    public void A_job_that_is_to_stop_finishes_its_batch()
    {
        using var control = new GenerationControl();
        Keeper keeper = Run(Request("batches"), new Keeper([]) { AtStep = (_, _) => control.StopAfterBatch() }, control);
        Assert.False(Assert.Single(keeper.Pictures).IsIncomplete);
    }

    [Fact]
    public void Interrupted_in_the_first_pass_hires_fix_shows_that_pass()
    {
        using var control = new GenerationControl();
        JobRequest request = Request("batches") with { Generation = OpenedModel.Small with { Hires = new HiresFix { Upscaler = "Latent" } } };
        GeneratedPicture made = Assert.Single(Run(request, new Keeper([]) { AtStep = (_, _) => control.Interrupt() }, control).Pictures);
        Assert.Equal((64, 64, true), (made.Picture.Width, made.Picture.Height, made.IsIncomplete));
    }

    private static JobRequest Request(string kind)
    {
        GenerationRequest small = OpenedModel.Small;
        JobRequest request = new() { ModelPath = "", Generation = small with { BatchCount = 3 }, Grid = new GridSettings(-1, false) };
        return kind switch
        {
            "variants" => request with { Variants = new PromptVariants(null, isDynamic: true), Generation = request.Generation with { Prompt = "a {cat|dog|bird}" } },
            "loopback" => request with { Script = new Loopback { Loops = 3 }, Generation = small with { InitPictures = [OpenedModel.Pattern(64, 64, 3)] } },
            "xyz" => request with { Script = new XyzPlot { X = new XyzValuesGiven(XyzAxes.Find("CFG Scale", txt2Img: true), "3, 7, 11") }, Generation = small },
            "matrix" => request with { Script = new PromptMatrix(), Generation = small with { Prompt = "a cat|red|blue" } },
            _ => request,
        };
    }

    private Keeper Run(JobRequest request, Keeper? keeper = null, GenerationControl? control = null)
    {
        keeper ??= new Keeper([]);
        new JobRun(request, opened.Model, opened.Generator, keeper, DateTimeOffset.UnixEpoch, control)
            .Run([new WorkItem("", new OutputFiles(new OutputSettings { Folder = "unused" }, "unused", 1), (generation, _) => generation)], TestContext.Current.CancellationToken);
        return keeper;
    }

    private static void Act(bool now, Action act)
    {
        if (now)
        {
            act();
        }
    }

    private static (int, long, string, string) Told(GeneratedPicture picture) =>
        (picture.Index, picture.Seed, picture.Infotext, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(picture.Picture.Pixels)));

    /// <summary>Keeps pictures as a file would: pixels and infotext, not what the run knows besides.</summary>
    private sealed class Keeper(IEnumerable<GeneratedPicture> before) : IJobObserver
    {
        private readonly SortedDictionary<int, GeneratedPicture> _kept = new(before.ToDictionary(picture => picture.Index, Stored));

        public IReadOnlyList<GeneratedPicture> Pictures => [.. _kept.Values];

        public List<GeneratedPicture> Grids { get; } = [];

        public int Made { get; private set; }

        public Action<int, int> AtStep { get; init; } = (_, _) => { };

        public GeneratedPicture? FindKept(WorkItem item, int index) => _kept.GetValueOrDefault(index);

        public void Keep(WorkItem item, GeneratedPicture picture, FileNameSubject subject)
        {
            if (_kept.TryAdd(picture.Index, Stored(picture)))
            {
                Made++;
            }
        }

        public void KeepGrid(WorkItem item, GeneratedPicture grid, FileNameSubject subject) => Grids.Add(grid);

        public void Step(int batch, in SamplerStep step) => AtStep(batch, step.Index);

        public void Skipped(SkippedItem skipped) => Assert.Fail(skipped.Reason);

        public void Warning(WorkItem item, string message) => Assert.Fail(message);

        public void Stage(string name)
        {
        }

        public void Progress(double steps, int totalSteps)
        {
        }

        public void Finished(GeneratedPicture picture)
        {
        }

        private static GeneratedPicture Stored(GeneratedPicture picture) =>
            new(picture.Index, picture.Seed, picture.Subseed, picture.Picture, picture.Infotext) { IsIncomplete = picture.IsIncomplete };
    }
}
