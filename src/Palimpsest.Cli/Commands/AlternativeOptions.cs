using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Scripts;

namespace Palimpsest.Cli.Commands;

/// <summary>The options of img2img alternative test.</summary>
internal sealed class AlternativeOptions
{
    private readonly Option<string?> _prompt = new("--original-prompt") { Description = "img2img-alt: what the picture shows; webui's Original prompt. [default: empty]", HelpName = "text" };
    private readonly Option<string?> _negative = new("--original-negative") { Description = "img2img-alt: webui's Original negative prompt. [default: empty]", HelpName = "text" };
    private readonly Option<int?> _steps = OptionOf.Number("--decode-steps", "img2img-alt: webui's Decode steps.", 1, 150, 50);
    private readonly Option<double?> _cfg = OptionOf.Number<double>("--decode-cfg", "img2img-alt: webui's Decode CFG scale.", 0, 15, 1.0);
    private readonly Option<double?> _randomness = OptionOf.Number<double>("--randomness", "img2img-alt: webui's Randomness.", 0, 1, 0.0);
    private readonly Option<bool> _adjustment = new("--sigma-adjustment") { Description = "img2img-alt: webui's Sigma adjustment for finding noise for image. [default: false]" };
    private readonly Option<bool> _overridePrompt = new("--override-prompt") { Description = "img2img-alt: use the original prompts also for the new picture; webui's default, which gives the picture back. [default: false]" };
    private readonly Option<bool> _keepSampler = new("--keep-sampler") { Description = "img2img-alt: not Euler but --sampler; webui's Override `Sampling method` off. [default: false]" };
    private readonly Option<bool> _keepSteps = new("--keep-steps") { Description = "img2img-alt: not the decode steps but --steps; webui's Override `Sampling Steps` off. [default: false]" };
    private readonly Option<bool> _keepDenoise = new("--keep-denoise") { Description = "img2img-alt: not strength 1 but --denoise; webui's Override `Denoising strength` off. [default: false]" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_prompt, _negative, _steps, _cfg, _randomness, _adjustment, _overridePrompt, _keepSampler, _keepSteps, _keepDenoise])
        {
            command.Add(option);
        }
    }

    public Img2ImgAlternative Read(ParseResult result) => new()
    {
        OriginalPrompt = result.GetValue(_prompt) ?? "",
        OriginalNegativePrompt = result.GetValue(_negative) ?? "",
        DecodeSteps = result.GetValue(_steps)!.Value,
        DecodeCfgScale = result.GetValue(_cfg)!.Value,
        Randomness = result.GetValue(_randomness)!.Value,
        SigmaAdjustment = result.GetValue(_adjustment),
        OverridePrompt = result.GetValue(_overridePrompt),
        OverrideSampler = !result.GetValue(_keepSampler),
        OverrideSteps = !result.GetValue(_keepSteps),
        OverrideStrength = !result.GetValue(_keepDenoise),
    };
}
