using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Tests.Pictures;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>The tiny model, opened once for all tests of a class.</summary>
public sealed class OpenedModel : IDisposable
{
    public OpenedModel() => Generator = new ImageGenerator(Model, Device);

    public StableDiffusionModel Model { get; } = StableDiffusionModel.Open(SyntheticModels.PathOf("tiny-sd1"));

    public CpuDevice Device { get; } = new();

    public ImageGenerator Generator { get; }

    /// <summary>The job's pictures; fails where latents are not finite numbers or a picture has not the size asked for.</summary>
    internal RecordingObserver Run(GenerationRequest request)
    {
        var observer = new RecordingObserver();
        Generator.Run(request, observer, TestContext.Current.CancellationToken);
        int count = Math.Max(request.BatchSize, request.InitPictures.Count) * request.BatchCount;
        Assert.Equal(Enumerable.Range(0, count), observer.Pictures.Select(made => made.Index));
        Assert.All(observer.Pictures, made => Assert.Equal((request.Width / 8 * 8, request.Height / 8 * 8, 3), (made.Picture.Width, made.Picture.Height, made.Picture.Channels)));
        Assert.All(observer.Latents.Values, latents => Assert.All(latents, value => Assert.True(float.IsFinite(value))));
        return observer;
    }

    /// <summary>The least that a picture takes: two steps of 64 x 64 pixels.</summary>
    internal static GenerationRequest Small { get; } = new() { Prompt = "a cat", Steps = 2, Width = 64, Height = 64, Seed = 7, Subseed = 1, Sampler = "Euler" };

    /// <summary>A picture with something in every pixel.</summary>
    internal static Picture Pattern(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        new Random(width).NextBytes(pixels);
        return new Picture(width, height, channels, pixels);
    }

    public void Dispose()
    {
        Generator.Dispose();
        Device.Dispose();
        Model.Dispose();
    }
}
