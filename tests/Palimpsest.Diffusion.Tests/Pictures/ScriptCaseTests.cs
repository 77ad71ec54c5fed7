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
    /// <summary>Each loop begins with the last one's rounded picture, so differences grow: figures of the reference's README.</summary>
    private static readonly Dictionary<string, (int Levels, double Mean)> Chained = new()
    {
        ["510-loopback"] = (4, 0.5),
        ["511-loopback-aggressive-2x"] = (12, 1.3),
        ["512-loopback-lazy-cc"] = (4, 0.5),
    };

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
        ScriptResult result = picture.Script!.Run(request, new ScriptRun(generator.Run, new RecordingObserver(), TestContext.Current.CancellationToken));

        Assert.Empty(result.Failures);
        JsonElement[] own = [.. picture.Expected.GetProperty("infotext").EnumerateArray()];
        JsonElement[] listed = [.. picture.Expected.GetProperty("info").GetProperty("infotexts").EnumerateArray()];
        Assert.Equal(own.Length, result.Pictures.Count);
        (int levels, double mean) = Chained.TryGetValue(name, out (int, double) chained) ? chained : (2, 0.02);
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
}
