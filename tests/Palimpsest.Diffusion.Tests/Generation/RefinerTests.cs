using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Tests.Pictures;

namespace Palimpsest.Diffusion.Tests.Generation;

public sealed class RefinerTests
{
    [Theory]
    [InlineData("Euler")]
    [InlineData("DDIM")]
    public void A_model_that_refines_itself_changes_nothing_but_the_infotext(string sampler)
    {
        string path = SyntheticModels.PathOf("tiny-sd1");
        GeneratedPicture plain = Make(Request(sampler), path), refined = Make(Request(sampler) with { Refiner = new Refiner(path, 0.5) }, path);
        Assert.Equal(plain.Picture.Pixels, refined.Picture.Pixels);
        Assert.Contains("Refiner: tiny-sd1", refined.Infotext);
        Assert.Contains("Refiner switch at: 0.5", refined.Infotext);
    }

    [Fact]
    public void The_first_pass_of_hires_fix_is_not_refined_unless_it_is_asked_for()
    {
        string path = SyntheticModels.PathOf("tiny-sd1");
        GenerationRequest request = Request("Euler") with { Hires = new HiresFix(), Refiner = new Refiner(path) };
        string both = Make(request with { Settings = request.Settings with { HiresRefinerPass = "both passes" } }, path).Infotext;
        Assert.Contains("Hires refiner: both passes, Refiner: tiny-sd1", both);
        Assert.DoesNotContain("Hires refiner", Make(request, path).Infotext);
    }

    [Fact]
    public void A_refiner_that_is_not_there_is_refused_by_name()
    {
        string path = SyntheticModels.PathOf("tiny-sd1");
        GenerationException refusal = Assert.Throws<GenerationException>(() => Make(Request("Euler") with { Refiner = new Refiner("nothere") }, path));
        Assert.Contains("'nothere'", refusal.Message);
    }

    private static GenerationRequest Request(string sampler) => new() { Prompt = "a cat", Seed = 1, Subseed = 1, Steps = 3, Width = 64, Height = 64, Sampler = sampler };

    private static GeneratedPicture Make(GenerationRequest request, string path)
    {
        using StableDiffusionModel model = StableDiffusionModel.Open(path);
        using var device = new CpuDevice();
        using var others = new CheckpointShelf(device, null, [Path.GetDirectoryName(path)!]);
        using var generator = new ImageGenerator(model, device) { Others = others };
        var observer = new RecordingObserver();
        generator.Run(request, observer, TestContext.Current.CancellationToken);
        return observer.Pictures[0];
    }
}
