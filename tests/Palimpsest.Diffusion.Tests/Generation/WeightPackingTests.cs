using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Tests.Pictures;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Tests.Generation;

public sealed class WeightPackingTests
{
    private static readonly GenerationRequest Request = new()
    {
        Prompt = "a cat",
        Seed = 1,
        Subseed = 1,
        Steps = 2,
        Width = 64,
        Height = 64,
        Sampler = "Euler",
        InitPictures = [new Picture(64, 64, 3, new byte[64 * 64 * 3])],
    };

    [Fact]
    public void The_first_job_with_a_model_tells_of_its_weights_and_the_second_has_none_to_pack()
    {
        string path = SyntheticModels.PathOf("tiny-sd1");
        using StableDiffusionModel model = StableDiffusionModel.Open(path);
        using var device = new CpuDevice();
        using var generator = new ImageGenerator(model, device);
        var first = new RecordingObserver();
        generator.Run(Request, first, TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                Stages.Prompts, Stages.Packing, Stages.Prompts,
                Stages.Encoding, Stages.Packing, Stages.Encoding,
                Stages.Sampling, Stages.Packing, Stages.Sampling,
                Stages.Decoding, Stages.Packing, Stages.Decoding,
            ],
            first.Stages.Select(stage => stage.Name));
        foreach ((_, List<double> parts) in first.Stages.Where(stage => stage.Name == Stages.Packing))
        {
            Assert.Equal((0, 1), (parts[0], parts[^1]));
            Assert.Equal(parts.Order(), parts);
            Assert.True(parts.Count > 10, $"{parts.Count} reports");
        }

        Assert.Contains(generator.Times, time => time.Stage == Stages.Packing && time.Time > TimeSpan.Zero);

        var second = new RecordingObserver();
        generator.Run(Request with { Prompt = "a dog" }, second, TestContext.Current.CancellationToken);
        Assert.Equal([Stages.Prompts, Stages.Encoding, Stages.Sampling, Stages.Decoding], second.Stages.Select(stage => stage.Name));
        Assert.DoesNotContain(generator.Times, time => time.Stage == Stages.Packing);
    }

    [Fact]
    public void A_refiner_tells_of_its_weights_when_it_takes_over()
    {
        string path = SyntheticModels.PathOf("tiny-sd1");
        using StableDiffusionModel model = StableDiffusionModel.Open(path);
        using var device = new CpuDevice();
        using var others = new CheckpointShelf(device, null, [Path.GetDirectoryName(path)!]);
        using var generator = new ImageGenerator(model, device) { Others = others };
        var observer = new RecordingObserver();
        generator.Run(Request with { InitPictures = [], Refiner = new Refiner(path, 0.5) }, observer, TestContext.Current.CancellationToken);
        List<string> sampling = [.. observer.Stages.Select(stage => stage.Name).SkipWhile(name => name != Stages.Sampling).TakeWhile(name => name != Stages.Decoding)];

        // The model's network; the refiner's text encoder, and its network.
        Assert.Equal([Stages.Sampling, Stages.Packing, Stages.Sampling, Stages.Packing, Stages.Sampling, Stages.Packing, Stages.Sampling], sampling);
    }
}
