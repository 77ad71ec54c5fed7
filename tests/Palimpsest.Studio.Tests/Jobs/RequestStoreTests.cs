using System.Text.Json;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Jobs.Requests;

namespace Palimpsest.Studio.Tests.Jobs;

public sealed class RequestStoreTests : IDisposable
{
    private readonly StudioFolder _folder = new();
    private readonly RequestStore _store;

    public RequestStoreTests() => _store = new RequestStore(new GivenPictures(new DataFolder(_folder.Root)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_request_with_everything_is_the_same_after_storing()
    {
        var request = new StudioRequest
        {
            Generation = new GenerationRequest
            {
                Prompt = "a \"cat\"\nwith ünïcode 猫",
                NegativePrompt = "dog",
                InitPictures = [Noise(3, 5, 1), Noise(5, 3, 2), Noise(4, 4, 3), Noise(2, 2, 4)],
                Inpainting = new Inpainting { Mask = Noise(3, 3, 1), BlurX = 7, Content = MaskedContent.LatentNoise, OnlyMasked = true, Soft = new SoftInpainting { ScheduleBias = 1.5 } },
                ResizeMode = ResizeMode.CropAndResize,
                DenoisingStrength = 1,
                CfgScale = 7.0,
                ImageCfgScale = 1.25,
                Seed = long.MaxValue - 5,
                Hires = new HiresFix { Scale = 2, Upscaler = "Latent", CfgScale = 3.5 },
                Refiner = new Refiner("other", 0.8),
                ExtraParameters = [("Key", "value, with comma"), ("Key", "again")],
                Settings = new GenerationSettings
                {
                    Eta = 0.5,
                    ChurnOptions = new ChurnSettings { To = double.PositiveInfinity },
                    BackgroundColor = new Rgb(1, 2, 3),
                    RandomSource = "NV",
                    InitialNoiseMultiplier = 1e-05,
                },
            },
            Checkpoint = "model.safetensors [0123456789]",
            Vae = "None",
            Styles = ["one", "two"],
            Sources = [new SourcePicture("a", Noise(8, 8, 3), Noise(8, 8, 1))],
            Grid = new GridSettings(2, true),
            SavePictures = false,
            Parents = [3, 4],
            Tag = "task(1)",
        };
        StudioRequest read = _store.Read(_store.Write(request));
        Assert.Equal(_store.Write(request), _store.Write(read));
        Assert.Equal(request.Generation.InitPictures.Select(picture => (picture.Width, picture.Channels)), read.Generation.InitPictures.Select(picture => (picture.Width, picture.Channels)));
        Assert.Equal(request.Generation.InitPictures.Select(picture => picture.Pixels), read.Generation.InitPictures.Select(picture => picture.Pixels));
        Assert.Equal(("1", "7.0"), (read.Generation.DenoisingStrength.ToString(), read.Generation.CfgScale.ToString()));
        Assert.Equal(double.PositiveInfinity, read.Generation.Settings.ChurnOptions.To.Value);
        Assert.Equal(request.Generation.Settings, read.Generation.Settings);
        Assert.Equal(request.Generation.ExtraParameters, read.Generation.ExtraParameters);
        Assert.Equal(request.Sources[0].Mask!.Read().Pixels, read.Sources[0].Mask!.Read().Pixels);
        Assert.Null(read.Sources[0].Picture.InMemory);
    }

    public static TheoryData<IScript> Scripts =>
    [
        new XyzPlot
        {
            X = new XyzValuesGiven(XyzAxes.Find("Sampler", txt2Img: false), "Euler, DDIM"),
            Y = new XyzValuesGiven(XyzAxes.Find("Sampler", txt2Img: true), "Euler"),
            Z = new XyzValuesGiven(XyzAxes.Find("CFG Scale", txt2Img: true), "3-5"),
            IncludeCells = true,
            Margin = 3,
        },
        new PromptMatrix { PartsAtStart = true },
        new PromptsFromFile { Text = "--prompt \"a\"\nb" },
        new Loopback { Loops = 3, Curve = LoopbackCurve.Lazy },
        new SdUpscale { ScaleFactor = 1.5 },
        new OutpaintingMk2 { Directions = Directions.Left | Directions.Up },
        new PoorMansOutpainting { Content = MaskedContent.Fill },
        new Img2ImgAlternative { OriginalPrompt = "a photo" },
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Every_script_is_the_same_after_storing(IScript script)
    {
        string written = _store.Write(RunningStudio.Small with { Script = script });
        StudioRequest read = _store.Read(written);
        Assert.IsType(script.GetType(), read.Script);
        Assert.Equal(written, _store.Write(read));
        Assert.Equal(JsonSerializer.Serialize(script, script.GetType(), Axes), JsonSerializer.Serialize(read.Script, script.GetType(), Axes));
    }

    [Fact]
    public void Every_script_of_the_library_can_be_stored()
    {
        IEnumerable<Type> all = typeof(IScript).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IScript)) && type.IsClass && type.Name != "SendToImg2Img");
        Assert.Equal(all.Select(type => type.Name).Order(), Scripts.Select(row => row.Data.GetType().Name).Order());
    }

    [Fact]
    public void A_picture_that_comes_twice_lies_there_once()
    {
        _store.Write(RunningStudio.With(request => request with { InitPictures = [Noise(4, 4, 3), Noise(4, 4, 3)] }));
        Assert.Single(Directory.EnumerateFiles(_folder.PathOf("palimpsest", "given"), "*.png", SearchOption.AllDirectories));
    }

    [Fact]
    public void Damaged_text_is_told_of() => Assert.Contains("cannot be read", Assert.Throws<StudioRequestException>(() => _store.Read("{\"Generation\": 3")).Message);

    private static JsonSerializerOptions Axes { get; } = new() { Converters = { new XyzAxisConverter() } };

    private static Picture Noise(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        new Random(channels).NextBytes(pixels);
        return new Picture(width, height, channels, pixels);
    }
}
