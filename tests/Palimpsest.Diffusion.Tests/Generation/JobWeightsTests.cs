using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Tests.Pictures;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>The memory of jobs that paint with more than one checkpoint.</summary>
public sealed class JobWeightsTests : IDisposable
{
    private const string HiresWeights = "hires checkpoint's weights", RefinerWeights = "refiner's weights", Working = "working memory";

    private static readonly GenerationRequest Refined = OpenedModel.Small with { Refiner = new Refiner("refiner", 0.5) };

    private static readonly GenerationRequest Whole = Refined with
    {
        Hires = new HiresFix { Checkpoint = "hires", Scale = 1.5 },
        DenoisingStrength = 0.7,
        Settings = Refined.Settings with { HiresRefinerPass = "both passes" },
    };

    private readonly LinkedCheckpoints _files = new("own", "hires", "refiner");
    private readonly CpuDevice _device = new();

    public void Dispose()
    {
        _device.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void Every_checkpoint_is_in_the_plan_once()
    {
        using CheckpointShelf shelf = Shelf();
        ResidentModel own = Own(shelf);
        Dictionary<string, long> plain = Plan(own, OpenedModel.Small), whole = Plan(own, Whole);
        Assert.Equal(own.Bytes, plain.Where(part => part.Key != Working).Sum(part => part.Value));
        Assert.Equal((own.Bytes, own.Bytes), (whole[HiresWeights], whole[RefinerWeights]));
        Assert.All(plain.Keys.Where(part => part != Working), part => Assert.Equal(plain[part], whole[part]));

        Assert.Equal([.. plain.Keys.SkipLast(1), HiresWeights, Working], Plan(own, Whole with { Refiner = new Refiner("hires") }).Keys);
        Assert.Equal(plain, Plan(own, OpenedModel.Small with { Refiner = new Refiner("own") }));
        Assert.Equal(Plan(own, Refined), Plan(own, Refined with { Checkpoint = "hires" }));
    }

    [Fact]
    public void All_of_them_are_packed_at_the_end_of_a_job_and_no_more_than_its_plan_says()
    {
        long planned, networks;
        using (CheckpointShelf shelf = Shelf())
        {
            Dictionary<string, long> plan = Plan(Own(shelf), Whole);
            (planned, networks) = (plan.Values.Sum(), plan["text encoder's weights"] + plan["denoising network's weights"]);
            planned -= plan[Working];
        }

        // Exactly as much memory as was planned.
        using CheckpointShelf tight = Shelf(planned + WorkingBytes(Whole));
        Assert.Equal(2, Run(Own(tight).Generator, Whole with { BatchCount = 2 }).Pictures.Count);

        // Not packed: autoencoders that neither encode nor decode here.
        Assert.InRange(_device.PackedBytes(new HashSet<Weight>()), 3 * networks, planned);
    }

    [Theory]
    [InlineData(false, "The model with the refiner needs ", " or leave out the refiner.")]
    [InlineData(true, "The model with the hires checkpoint and the refiner needs ", " or leave out the hires checkpoint or the refiner.")]
    public void Checkpoints_that_do_not_fit_together_are_refused_before_any_of_them_runs(bool withHires, string begin, string end)
    {
        GenerationRequest request = withHires ? Whole : Refined;
        long planned;
        using (CheckpointShelf shelf = Shelf())
        {
            planned = Plan(Own(shelf), request).Where(part => part.Key != Working).Sum(part => part.Value);
        }

        using CheckpointShelf small = Shelf(planned - 1);
        ImageGenerator generator = Own(small).Generator;
        var observer = new RecordingObserver();
        GenerationException refusal = Assert.Throws<GenerationException>(() => generator.Run(request, observer, TestContext.Current.CancellationToken));
        Assert.StartsWith(begin, refusal.Message);
        Assert.EndsWith(end, refusal.Message);
        Assert.DoesNotContain(observer.Stages, stage => stage.Name == Stages.Prompts);
        Assert.Equal(refusal.Message, Assert.Throws<GenerationException>(() => generator.Estimate(request, isImg2Img: false, observer)).Message);
        Assert.Single(Run(generator, OpenedModel.Small).Pictures);
    }

    [Fact]
    public void A_second_pass_that_does_not_fit_is_refused_before_the_first_runs()
    {
        GenerationRequest large = OpenedModel.Small with { Hires = new HiresFix { Scale = 8 }, DenoisingStrength = 0.7 };
        using CheckpointShelf measured = Shelf();
        long enough = Own(measured).Bytes + WorkingBytes(OpenedModel.Small);
        using CheckpointShelf shelf = Shelf(enough);
        var observer = new RecordingObserver();
        GenerationException refusal = Assert.Throws<GenerationException>(() => Own(shelf).Generator.Run(large, observer, TestContext.Current.CancellationToken));
        Assert.StartsWith("The denoising network at 512 × 512 pixels needs ", refusal.Message);
        Assert.DoesNotContain(observer.Stages, stage => stage.Name == Stages.Prompts);
    }

    [Fact]
    public void What_a_checkpoint_that_is_not_used_keeps_packed_is_no_room_for_a_job()
    {
        using CheckpointShelf others = Shelf();
        using StableDiffusionModel model = StableDiffusionModel.Open(_files.PathOf("own"));
        ImageGenerator other = others.Find("refiner", new RecordingObserver());
        using var generator = new ImageGenerator(model, _device, new MemoryBudget(other.WeightBytes * 3 / 2));
        Run(other, OpenedModel.Small);
        Assert.StartsWith("The model needs ", Assert.Throws<GenerationException>(() => Run(generator, OpenedModel.Small)).Message);
        others.Dispose();
        Assert.Single(Run(generator, OpenedModel.Small).Pictures);
    }

    private long WorkingBytes(GenerationRequest request)
    {
        using CheckpointShelf shelf = Shelf();
        return Plan(Own(shelf), request)[Working];
    }

    private static Dictionary<string, long> Plan(ResidentModel own, GenerationRequest request) =>
        own.Generator.Estimate(request, isImg2Img: false, new RecordingObserver()).Memory.ToDictionary(part => part.Part, part => part.Bytes);

    private static RecordingObserver Run(ImageGenerator generator, GenerationRequest request)
    {
        var observer = new RecordingObserver();
        generator.Run(request, observer, TestContext.Current.CancellationToken);
        return observer;
    }

    private CheckpointShelf Shelf(long? memory = null) => new(_device, memory is long bytes ? new MemoryBudget(bytes) : null, [_files.Folder]);

    private ResidentModel Own(CheckpointShelf shelf) => shelf.Own(_files.PathOf("own"), null, new RecordingObserver(), TestContext.Current.CancellationToken);
}
