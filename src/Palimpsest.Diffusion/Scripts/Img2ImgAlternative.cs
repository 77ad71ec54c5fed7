using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>
/// "img2img alternative test": finds by Euler's method run backwards the noise from which the model would make the picture, and starts from that, so that a
/// changed prompt changes only what it says. Defaults are webui's.
/// </summary>
public sealed class Img2ImgAlternative : IScript
{
    public string Title => "img2img alternative test";

    /// <summary>"Override `Sampling method` to Euler?(this method is built for it)".</summary>
    public bool OverrideSampler { get; init; } = true;

    /// <summary>"Override `prompt` to the same value as `original prompt`?(and `negative prompt`)".</summary>
    public bool OverridePrompt { get; init; } = true;

    /// <summary>What the picture shows.</summary>
    public string OriginalPrompt { get; init; } = "";

    public string OriginalNegativePrompt { get; init; } = "";

    /// <summary>"Override `Sampling Steps` to the same value as `Decode steps`?".</summary>
    public bool OverrideSteps { get; init; } = true;

    /// <summary>"Decode steps", 1 to 150.</summary>
    public int DecodeSteps { get; init; } = 50;

    /// <summary>"Override `Denoising strength` to 1?".</summary>
    public bool OverrideStrength { get; init; } = true;

    /// <summary>"Decode CFG scale", 0 to 15.</summary>
    public double DecodeCfgScale { get; init; } = 1;

    /// <summary>0 to 1: how much fresh noise is mixed in.</summary>
    public double Randomness { get; init; }

    /// <summary>"Sigma adjustment for finding noise for image".</summary>
    public bool SigmaAdjustment { get; init; }

    public ScriptResult Run(GenerationRequest request, ScriptRun run)
    {
        ScriptArguments.Check(Title, "Decode steps", DecodeSteps, 1, 1000);
        ScriptArguments.Check(Title, "Decode CFG scale", DecodeCfgScale, -100, 100);
        ScriptArguments.Check(Title, "Randomness", Randomness, 0, 1);
        ScriptArguments.OnePicture(Title, request);
        GenerationRequest job = request with
        {
            Sampler = OverrideSampler ? "Euler" : request.Sampler,
            Prompt = OverridePrompt ? OriginalPrompt : request.Prompt,
            NegativePrompt = OverridePrompt ? OriginalNegativePrompt : request.NegativePrompt,
            Steps = OverrideSteps ? DecodeSteps : request.Steps,
            DenoisingStrength = OverrideStrength ? 1.0 : request.DenoisingStrength,
            Inversion = new NoiseInversion(OriginalPrompt, OriginalNegativePrompt, DecodeCfgScale, DecodeSteps, Randomness, SigmaAdjustment),
            ExtraParameters =
            [
                .. request.ExtraParameters,
                ("Decode prompt", OriginalPrompt),
                ("Decode negative prompt", OriginalNegativePrompt),
                ("Decode CFG scale", ((PythonNumber)DecodeCfgScale).ToString()),
                ("Decode steps", ((PythonNumber)DecodeSteps).ToString()),
                ("Randomness", ((PythonNumber)Randomness).ToString()),
                ("Sigma Adjustment", InfotextValue.OfBoolean(SigmaAdjustment)),
            ],
        };
        run.Expect(1);
        return new ScriptResult([.. run.Generate(job).Select(ScriptArguments.Of)]);
    }
}
