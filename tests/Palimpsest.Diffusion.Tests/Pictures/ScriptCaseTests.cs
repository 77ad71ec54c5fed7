using System.Text.Json;
using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Imaging;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Pictures;

/// <summary>webui's scripts against its answers. Tolerances: the reference's README.</summary>
public sealed class ScriptCaseTests
{
    /// <summary>
    /// Its pictures pass through two loops whose results are not in the reference; each loop multiplies the differences of rounding by about 20, and ours end at
    /// 19 levels (webui's own arithmetic on other routines: 12). Compared by infotext and size; 510 and 512 show each loop by itself.
    /// </summary>
    private const string LoopsWithoutReference = "511-loopback-aggressive-2x";

    /// <summary>A picture is inverted and sampled again, 16 calls: changing the decode CFG by 1e-5 changes it by 0.03 levels on average.</summary>
    private const string Inverted = "521-img2img-alt";

    public static TheoryData<string> Cases() => [.. PictureCase.Names(["e"], fallback: "501-xyz-cfg-steps")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_script_makes_webuis_pictures(string name)
    {
        Assert.SkipWhen(Reference.Find($"pictures/cases/{name}.json") is null, "needs the reference data");
        var picture = new PictureCase(name);
        using StableDiffusionModel model = StableDiffusionModel.Open(SyntheticModels.PathOf(picture.Model));
        model.Hash(HashCache.ForUser());
        using var device = new CpuDevice();
        using var generator = new ImageGenerator(model, device);
        GenerationRequest request = picture.ToRequest();
        int loop = 0;
        void Generate(GenerationRequest job, IGenerationObserver observer, CancellationToken cancellation) => generator.Run(
            job, picture.Script is Loopback && name != LoopsWithoutReference ? new ReferenceLoop(observer, name, ++loop) : observer, cancellation);
        ScriptResult result = picture.Script!.Run(request, new ScriptRun(Generate, new RecordingObserver(), TestContext.Current.CancellationToken));

        Assert.Empty(result.Failures);
        JsonElement[] own = [.. picture.Expected.GetProperty("infotext").EnumerateArray()];
        JsonElement[] listed = [.. picture.Expected.GetProperty("info").GetProperty("infotexts").EnumerateArray()];
        Assert.Equal(own.Length, result.Pictures.Count);
        (int levels, double mean) = name switch
        {
            LoopsWithoutReference => (int.MaxValue, double.MaxValue),
            Inverted => (2, 0.1),
            _ => (2, 0.02),
        };
        for (int i = 0; i < own.Length; i++)
        {
            // What the file carries is right; the list has some wrong infotexts, which ours does not imitate.
            Assert.Equal(own[i].GetString() ?? listed[i].GetString(), result.Pictures[i].Infotext);
            (int left, int top) = Legend(picture.Script, result.Pictures[i], request);
            PicturePixels.Compare(name, i, result.Pictures[i].Picture, levels, mean, left, top);
        }
    }

    /// <summary>A grid's margin for labels: what is left of its size beside whole cells.</summary>
    private static (int Left, int Top) Legend(IScript script, ScriptPicture grid, GenerationRequest request)
    {
        int? margin = grid.GridName is null ? null : script is XyzPlot { DrawLegend: true } xyz ? xyz.Margin : script is PromptMatrix matrix ? matrix.Margin : null;
        if (margin is null)
        {
            return (0, 0);
        }

        int columns = grid.Picture.Width / request.Width, rows = grid.Picture.Height / request.Height;
        return (
            grid.Picture.Width - (columns * request.Width) - (margin.Value * (columns - 1)),
            grid.Picture.Height - (rows * request.Height) - (margin.Value * (rows - 1)));
    }

    /// <summary>Compares each loop's picture with webui's and hands that on, so that the next loop begins exactly where webui's did.</summary>
    private sealed class ReferenceLoop(IGenerationObserver observer, string name, int index) : IGenerationObserver
    {
        public void Stage(string stage) => observer.Stage(stage);

        public void Progress(double steps, int totalSteps) => observer.Progress(steps, totalSteps);

        public void Finished(GeneratedPicture picture)
        {
            PicturePixels.Compare(name, index, picture.Picture, mostLevels: 2, mostMean: 0.02);
            observer.Finished(picture with { Picture = PictureReader.Read(Reference.Path($"pictures/cases/{name}.{index}.png")).ToWebuiPicture() });
        }
    }
}
