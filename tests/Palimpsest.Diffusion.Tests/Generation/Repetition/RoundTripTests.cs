using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Generation.Repetition;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Tests.Pictures;

namespace Palimpsest.Diffusion.Tests.Generation.Repetition;

/// <summary>What a picture's infotext says is enough to make it again, bit for bit, field by field.</summary>
public sealed class RoundTripTests(OpenedModel model) : IClassFixture<OpenedModel>
{
    private static readonly GenerationRequest Text = OpenedModel.Small with { Prompt = "a (cat:1.3), [dog:bird:2]", NegativePrompt = "bad", Steps = 4 };
    private static readonly GenerationRequest Picture = Text with { InitPictures = [OpenedModel.Pattern(64, 64, 3)], DenoisingStrength = 0.8 };
    private static readonly GenerationRequest Ancestral = Text with { Sampler = "Euler a" };
    private static readonly GenerationRequest Scheduled = Text with { Scheduler = "Karras" };
    private static readonly GenerationRequest Twice = Text with { Hires = new HiresFix { Scale = 1.5 }, DenoisingStrength = 0.7 };

    private static readonly Dictionary<string, GenerationRequest> Requests = new()
    {
        ["Steps: 4, Sampler: Euler, Schedule type: Automatic, CFG scale: 7"] = Text,
        ["Variation seed: 5, Variation seed strength: 0.3"] = Text with { Subseed = 5, SubseedStrength = 0.3 },
        ["Seed resize from: 32x48"] = Text with { SeedResizeFromWidth = 32, SeedResizeFromHeight = 48 },
        ["Denoising strength: 0.8"] = Picture,
        ["Tiling: True"] = Text with { Tiling = true },
        ["Clip skip: 2"] = With(Text, s => s with { ClipSkip = 2 }),
        ["ENSD: 31337"] = With(Ancestral, s => s with { EtaNoiseSeedDelta = 31337 }),
        ["Eta: 0.6"] = With(Ancestral, s => s with { EtaAncestral = 0.6 }),
        ["Eta DDIM: 0.4"] = With(Text with { Sampler = "DDIM" }, s => s with { EtaDdim = 0.4 }),
        ["Token merging ratio: 0.5"] = With(Text, s => s with { TokenMergingRatio = 0.5 }),
        ["Token merging ratio hr: 0.4"] = With(Twice, s => s with { TokenMergingRatioHires = 0.4 }),
        ["RNG: NV"] = With(Text, s => s with { RandomSource = "NV" }),
        ["Emphasis: No norm"] = With(Text, s => s with { Emphasis = EmphasisMode.NoNorm }),
        ["Old prompt editing timelines: True"] = With(Text with { Prompt = "a [dog:bird:1.0]" }, s => s with { OldScheduling = true }),
        ["Downcast alphas_cumprod: True"] = With(Text, s => s with { DowncastAlphas = true }),
        ["Noise Schedule: Zero Terminal SNR"] = With(Text, s => s with { ZeroTerminalSnr = true }),
        ["Noise multiplier: 1.1"] = With(Picture, s => s with { InitialNoiseMultiplier = 1.1 }),
        ["Extra noise: 0.1"] = With(Picture, s => s with { ExtraNoise = 0.1 }),
        ["Discard penultimate sigma: True"] = With(Scheduled, s => s with { DiscardNextToLastSigma = true }),
        ["Schedule min sigma: 0.1"] = With(Scheduled, s => s with { SigmaMin = 0.1 }),
        ["Schedule max sigma: 10"] = With(Scheduled, s => s with { SigmaMax = 10 }),
        ["Schedule rho: 5"] = With(Scheduled, s => s with { Rho = 5 }),
        ["Beta schedule alpha: 0.7, Beta schedule beta: 0.5"] = With(Text with { Scheduler = "Beta" }, s => s with { BetaAlpha = 0.7, BetaBeta = 0.5 }),
        ["SGM noise multiplier: True"] = With(Text, s => s with { SgmNoiseMultiplier = true }),
        ["Sigma churn: 3, Sigma tmin: 0.1, Sigma tmax: 12, Sigma noise: 1.01"] =
            With(Text, s => s with { ChurnOptions = new ChurnSettings { Churn = 3, From = 0.1, To = 12, NoiseScale = 1.01 } }),
        ["Skip Early CFG: 0.3"] = With(Text, s => s with { SkipEarlyCond = 0.3 }),
        ["NGMS: 3, NGMS all steps: True"] = With(Text, s => s with { SkipUncondBelow = 3, SkipUncondBelowAlways = true }),
        ["Pad conds: True"] = With(Text with { NegativePrompt = string.Join(' ', Enumerable.Repeat("bad", 80)) }, s => s with { PadCondUncond = true }),
        ["Pad conds v0: True"] = With(Text with { NegativePrompt = string.Join(' ', Enumerable.Repeat("bad", 80)) }, s => s with { PadCondUncondV0 = true }),
        ["Hires upscale: 1.5"] = Twice,
        ["Hires resize: 96x80, Hires steps: 3, Hires upscaler: Lanczos"] =
            Twice with { Hires = new HiresFix { ResizeWidth = 96, ResizeHeight = 80, Steps = 3, Upscaler = "Lanczos" } },
        ["Hires sampler: DPM++ 2M, Hires prompt: \"a horse, running\", Hires negative prompt: worse, Hires CFG Scale: 4, Hires schedule type: Karras"] = Twice with
        {
            Hires = new HiresFix { Sampler = "DPM++ 2M", Scheduler = "Karras", Prompt = "a horse, running", NegativePrompt = "worse", CfgScale = 4, Scale = 1.5 },
        },
    };

    public static TheoryData<string> Fields => [.. Requests.Keys];

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_is_written_and_brings_the_picture_back(string fields)
    {
        GenerationRequest request = Requests[fields];
        GeneratedPicture made = Make(request);
        Assert.Contains($", {fields}, ", $", {made.Infotext.Split('\n')[^1]}, ");

        RepeatedRequest repeated = InfotextRequestReader.Read(made.Infotext, isImg2Img: request.InitPictures.Count > 0);
        Assert.Empty(repeated.Unrepeatable);
        GeneratedPicture again = Make(repeated.Request with { InitPictures = request.InitPictures });
        Assert.Equal(made.Infotext, again.Infotext);
        Assert.Equal(made.Picture.Pixels, again.Picture.Pixels);
    }

    private GeneratedPicture Make(GenerationRequest request)
    {
        var observer = new RecordingObserver();
        model.Generator.Run(request, observer, TestContext.Current.CancellationToken);
        return observer.Pictures[0];
    }

    private static GenerationRequest With(GenerationRequest request, Func<GenerationSettings, GenerationSettings> change) => request with { Settings = change(request.Settings) };
}
