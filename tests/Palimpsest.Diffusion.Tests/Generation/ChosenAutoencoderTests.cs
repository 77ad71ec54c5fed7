using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Diffusion.Tests.Pictures;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>Requests that name an autoencoder, and the plot that varies it.</summary>
public sealed class ChosenAutoencoderTests(OpenedModel model) : IClassFixture<OpenedModel>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_vae_axis_makes_each_picture_with_its_autoencoder()
    {
        string one = Write("one.safetensors"), two = Write("two.safetensors");
        using var generator = new ImageGenerator(model.Model, model.Device, networks: Library());
        var plot = new XyzPlot
        {
            X = new XyzValuesGiven(XyzAxes.Find("VAE", txt2Img: true), "None, TWO.safetensors, one.safetensors, auto"),
            IncludeCells = true,
        };
        ScriptResult result = plot.Run(OpenedModel.Small, new ScriptRun((job, observer, cancellation) => generator.Run(job, observer, cancellation), new RecordingObserver()));

        Assert.Empty(result.Failures);
        byte[] own = model.Run(OpenedModel.Small).Pictures[0].Picture.Pixels;
        byte[][] expected = [own, Opened(two), Opened(one), own];
        Assert.Equal(3, expected.DistinctBy(Convert.ToHexString).Count());
        Assert.Equal(expected, result.Pictures.Skip(1).Select(cell => cell.Picture.Pixels));
        Assert.DoesNotContain("VAE", result.Pictures[1].Infotext);
        Assert.Contains($"VAE hash: {FileHash.Sha256(two)[..10]}, VAE: two.safetensors, ", result.Pictures[2].Infotext);
        Assert.Contains($"VAE hash: {FileHash.Sha256(one)[..10]}, VAE: one.safetensors, ", result.Pictures[3].Infotext);
        Assert.DoesNotContain("VAE", result.Pictures[4].Infotext);
    }

    [Fact]
    public void An_encoding_has_it_too_and_the_next_request_has_the_models_own_again()
    {
        string one = Write("one.safetensors");
        GenerationRequest request = OpenedModel.Small with { InitPictures = [OpenedModel.Pattern(64, 64, 3)] };
        using var generator = new ImageGenerator(model.Model, model.Device, networks: Library());
        using StableDiffusionModel opened = StableDiffusionModel.Open(SyntheticModels.PathOf("tiny-sd1"), one);
        using var plain = new ImageGenerator(opened, model.Device);
        Assert.Equal(Pixels(plain, request), Pixels(generator, request with { Vae = "one.safetensors" }));
        Assert.Equal(model.Run(request).Pictures[0].Picture.Pixels, Pixels(generator, request));

        // Likewise for a model that was opened with another one: None is its checkpoint's own.
        Assert.Equal(model.Run(request).Pictures[0].Picture.Pixels, Pixels(plain, request with { Vae = "None" }));
    }

    [Fact]
    public void Automatic_takes_the_one_that_is_called_like_the_checkpoint()
    {
        string near = Write("tiny-sd1.vae.safetensors");
        using var generator = new ImageGenerator(model.Model, model.Device, networks: Library());
        Assert.Equal(Opened(near), Pixels(generator, OpenedModel.Small with { Vae = "Automatic" }));
    }

    [Fact]
    public void Another_checkpoint_of_the_job_takes_it_too()
    {
        string near = Write("tiny-sd1-half.vae.safetensors"), half = SyntheticModels.PathOf("tiny-sd1-half");
        NetworkLibrary library = Library();
        using var others = new CheckpointShelf(model.Device, null, [Path.GetDirectoryName(half)!], library);
        using var generator = new ImageGenerator(model.Model, model.Device, networks: library) { Others = others };
        var observer = new RecordingObserver();
        generator.Run(OpenedModel.Small with { Checkpoint = "tiny-sd1-half", Vae = "Automatic" }, observer, TestContext.Current.CancellationToken);
        using StableDiffusionModel opened = StableDiffusionModel.Open(half, near);
        using var plain = new ImageGenerator(opened, model.Device);
        Assert.Equal(Pixels(plain, OpenedModel.Small), observer.Pictures[0].Picture.Pixels);
        Assert.Contains("VAE: tiny-sd1-half.vae.safetensors", observer.Pictures[0].Infotext);
    }

    /// <summary>Settings choose for every checkpoint of a job; the job's own is opened with what they chose for it.</summary>
    [Theory]
    [InlineData("one.safetensors", true, "one.safetensors")]
    [InlineData("one.safetensors", false, "tiny-sd1-half.vae.safetensors")]
    [InlineData("Automatic", true, "tiny-sd1-half.vae.safetensors")]
    [InlineData("None", true, null)]
    [InlineData(null, true, null)]
    public void Other_checkpoints_find_theirs_by_the_settings(string? setting, bool overrides, string? expected)
    {
        Write("one.safetensors");
        Write("tiny-sd1-half.vae.safetensors");
        string half = SyntheticModels.PathOf("tiny-sd1-half");
        NetworkLibrary library = Library();
        using var others = new CheckpointShelf(model.Device, null, [Path.GetDirectoryName(half)!], library);
        using var generator = new ImageGenerator(model.Model, model.Device, networks: library) { Others = others };
        GenerationRequest request = OpenedModel.Small with { VaeOfOthers = setting is null ? null : new VaeRule(setting, overrides) };
        byte[] other = Pixels(generator, request with { Checkpoint = "tiny-sd1-half" }), refined = Pixels(generator, request with { Refiner = new Refiner("tiny-sd1-half", 0) });
        using StableDiffusionModel opened = StableDiffusionModel.Open(half, expected is null ? null : Path.Combine(_folder, expected));
        using var plain = new ImageGenerator(opened, model.Device);
        Assert.Equal(Pixels(plain, OpenedModel.Small), other);

        // The refiner decodes what it ended.
        Assert.Equal(other, refined);

        // It says nothing of the generator's own, and less than the request's own word.
        Assert.Equal(Pixels(generator, OpenedModel.Small), Pixels(generator, request));
        using StableDiffusionModel none = StableDiffusionModel.Open(half);
        using var own = new ImageGenerator(none, model.Device);
        Assert.Equal(Pixels(own, OpenedModel.Small), Pixels(generator, request with { Checkpoint = "tiny-sd1-half", Vae = "None" }));
    }

    [Fact]
    public void One_that_is_not_there_is_refused_with_those_that_are()
    {
        Write("one.safetensors");
        using var generator = new ImageGenerator(model.Model, model.Device, networks: Library());
        GenerationException refusal = Assert.Throws<GenerationException>(() => Pixels(generator, OpenedModel.Small with { Vae = "gone.pt" }));
        Assert.Equal("There is no autoencoder 'gone.pt': there are one.safetensors; None and Automatic are always possible.", refusal.Message);
    }

    private NetworkLibrary Library() => new(new NetworkFolders { Vae = [_folder] });

    private byte[] Opened(string vae)
    {
        using StableDiffusionModel opened = StableDiffusionModel.Open(SyntheticModels.PathOf("tiny-sd1"), vae);
        using var generator = new ImageGenerator(opened, model.Device);
        return Pixels(generator, OpenedModel.Small);
    }

    private static byte[] Pixels(ImageGenerator generator, GenerationRequest request)
    {
        var observer = new RecordingObserver();
        generator.Run(request, observer, TestContext.Current.CancellationToken);
        return observer.Pictures[0].Picture.Pixels;
    }

    /// <summary>An autoencoder of the tiny model's sizes with numbers of its own.</summary>
    private string Write(string name)
    {
        string path = Path.Combine(_folder, name);
        SyntheticFile.Write(
            path,
            model.Model.Weights.Weights.Where(pair => pair.Key.StartsWith(VaeKeys.CheckpointPrefix, StringComparison.Ordinal))
                .Select(pair => (pair.Key[VaeKeys.CheckpointPrefix.Length..], pair.Value.Shape.ToArray())),
            key => $"{name}/{key}");
        return path;
    }
}
