using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Cli.Commands;

/// <summary>webui's hires fix. Defaults are those of its page.</summary>
internal sealed class HiresOptions
{
    private static readonly string[] Upscalers = [.. LatentUpscalers.Names, "None", "Lanczos", "Nearest"];

    private readonly Option<bool> _hires = new("--hires") { Description = "Make the picture a second time, larger. webui's Hires. fix; any option --hires-… turns it on. [default: false]" };
    private readonly Option<PythonNumber> _scale = OptionOf.Parameter("--hires-scale", "How much larger. webui's Upscale by.", 1, 4, 2.0);
    private readonly Option<int?> _width = OptionOf.Number("--hires-width", "Pixels; 0: by the height. With both the picture is cropped. webui's Resize width to.", 0, 8192, 0);
    private readonly Option<int?> _height = OptionOf.Number("--hires-height", "Pixels; 0: by the width. webui's Resize height to.", 0, 8192, 0);
    private readonly Option<string> _upscaler = OptionOf.Text("--hires-upscaler", $"{string.Join(", ", Upscalers)}. webui's Upscaler. [default: Latent]", "name", ParseUpscaler);
    private readonly Option<string?> _checkpoint = new("--hires-model") { Description = "Of the second pass: a file, or a name in the model's folder. webui's Hires checkpoint. [default: the same]", HelpName = "checkpoint" };
    private readonly Option<int?> _steps = OptionOf.Number("--hires-steps", "Steps of the second pass; 0: as many as the first. webui's Hires steps.", 0, 1000, 0);
    private readonly Option<PythonNumber> _denoise = OptionOf.Parameter("--hires-denoise", "How much of the enlarged picture may change. webui's Denoising strength.", 0, 1, 0.7);
    private readonly Option<string?> _sampler = OptionOf.Name("--hires-sampler", "Of the second pass. webui's Hires sampling method. [default: the same]", text => SamplerCatalog.FindBoth(text, scheduler: null), defaultName: null);
    private readonly Option<string?> _scheduler = OptionOf.Name("--hires-scheduler", "Of the second pass. webui's Hires schedule type. [default: the same]", SchedulerCatalog.Find, defaultName: null);
    private readonly Option<string?> _prompt = new("--hires-prompt") { Description = "Of the second pass. webui's Hires prompt. [default: the same]", HelpName = "text" };
    private readonly Option<string?> _negative = new("--hires-negative") { Description = "Of the second pass. webui's Hires negative prompt. [default: the same]", HelpName = "text" };
    private readonly Option<PythonNumber> _cfg = OptionOf.Parameter("--hires-cfg", "Of the second pass; webui 1.10.1 has none, its successors do. [default: the same]", 0, 100, 0);

    private Option[] All => [_hires, _scale, _width, _height, _upscaler, _checkpoint, _steps, _denoise, _sampler, _scheduler, _prompt, _negative, _cfg];

    public HiresOptions() => _cfg.DefaultValueFactory = null;

    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>The request with hires fix, where any of the options is given.</summary>
    public GenerationRequest Apply(ParseResult result, GenerationRequest request)
    {
        if (!All.Any(result.IsGiven))
        {
            return request;
        }

        HiresFix before = request.Hires ?? new HiresFix { Upscaler = "Latent" };
        (string? sampler, string? scheduler) = Sampling(result);
        return request with
        {
            DenoisingStrength = result.IsGiven(_denoise) || request.Hires is null ? result.GetValue(_denoise) : request.DenoisingStrength,
            Hires = before with
            {
                Scale = result.IsGiven(_scale) ? result.GetValue(_scale) : before.Scale,
                ResizeWidth = result.IsGiven(_width) ? result.GetValue(_width)!.Value : before.ResizeWidth,
                ResizeHeight = result.IsGiven(_height) ? result.GetValue(_height)!.Value : before.ResizeHeight,
                Upscaler = result.IsGiven(_upscaler) ? result.GetValue(_upscaler)! : before.Upscaler,
                Checkpoint = result.GetValue(_checkpoint) ?? before.Checkpoint,
                Steps = result.IsGiven(_steps) ? result.GetValue(_steps)!.Value : before.Steps,
                Sampler = sampler ?? before.Sampler,
                Scheduler = scheduler ?? before.Scheduler,
                Prompt = result.GetValue(_prompt) ?? before.Prompt,
                NegativePrompt = result.GetValue(_negative) ?? before.NegativePrompt,
                CfgScale = result.IsGiven(_cfg) ? result.GetValue(_cfg) : before.CfgScale,
            },
        };
    }

    private (string? Sampler, string? Scheduler) Sampling(ParseResult result)
    {
        string? scheduler = result.GetValue(_scheduler);
        if (result.GetValue(_sampler) is not string name)
        {
            return (null, scheduler is null ? null : SchedulerCatalog.Find(scheduler).Label);
        }

        try
        {
            (Sampler sampler, Scheduler found) = SamplerCatalog.FindBoth(name, scheduler);
            return (sampler.Name, scheduler is null && found.IsAutomatic ? null : found.Label);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"--hires-sampler: {exception.Message}.", ExitCode.Usage);
        }
    }

    private static string ParseUpscaler(string text) =>
        Upscalers.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase))
        ?? throw new FormatException($"did you mean '{NearestName.To(text, Upscalers)}'?");
}
