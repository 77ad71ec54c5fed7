using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Tests.Pictures;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>A picture depends on its request alone: not on threads, on the pictures made beside it, on memory, or on what was made before. Bit for bit.</summary>
public sealed class SamePictureTests(OpenedModel model) : IClassFixture<OpenedModel>
{
    private static readonly GenerationRequest Request = OpenedModel.Small with
    {
        Width = 136,
        Height = 72,
        Sampler = "DPM++ 2S a",
        InitPictures = [OpenedModel.Pattern(90, 90, 3)],
        NegativePrompt = string.Join(' ', Enumerable.Repeat("dog", 90)),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Threads_change_nothing(int threads)
    {
        using var device = new CpuDevice(threads);
        using var generator = new ImageGenerator(model.Model, device);
        Assert.Equal(model.Run(Request).Pictures[0].Picture.Pixels, Pixels(generator, Request)[0]);
    }

    [Fact]
    public void Pictures_beside_it_change_nothing()
    {
        byte[][] batch = [.. model.Run(Request with { BatchSize = 3 }).Pictures.Select(made => made.Picture.Pixels)];
        byte[][] batches = [.. model.Run(Request with { BatchCount = 3 }).Pictures.Select(made => made.Picture.Pixels)];
        for (int i = 0; i < 3; i++)
        {
            byte[] alone = model.Run(Request with { Seed = Request.Seed + i }).Pictures[0].Picture.Pixels;
            Assert.Equal(alone, batch[i]);
            Assert.Equal(alone, batches[i]);
        }
    }

    [Fact]
    public void Prompt_and_negative_prompt_in_two_calls_change_nothing() => Assert.Equal(
        model.Run(Request with { NegativePrompt = "dog" }).Pictures[0].Picture.Pixels,
        model.Run(Request with { NegativePrompt = "dog", Settings = new GenerationSettings { BatchCondUncond = false } }).Pictures[0].Picture.Pixels);

    [Fact]
    public void Little_memory_changes_nothing()
    {
        GenerationRequest request = Request with { BatchSize = 2, Width = 192, Height = 128, Sampler = "Euler a" };
        GenerationEstimate estimate = model.Generator.Estimate(request, isImg2Img: true, new RecordingObserver());
        long working = estimate.Memory[^1].Bytes, weights = estimate.TotalBytes - working;
        byte[][] expected = [.. model.Run(request).Pictures.Select(made => made.Picture.Pixels)];

        // Far less than the job takes undivided: the autoencoder has to work in strips, the network on fewer rows at a time.
        using var generator = new ImageGenerator(model.Model, model.Device, new MemoryBudget(weights + (working / 4)));
        Assert.Equal(expected, Pixels(generator, request));
    }

    private static byte[][] Pixels(ImageGenerator generator, GenerationRequest request)
    {
        var observer = new RecordingObserver();
        generator.Run(request, observer, TestContext.Current.CancellationToken);
        return [.. observer.Pictures.Select(made => made.Picture.Pixels)];
    }
}
