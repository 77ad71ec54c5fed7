using System.Globalization;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Generation.Repetition;

/// <summary>What an infotext says of hires fix.</summary>
/// <param name="text">A field's text, or null.</param>
/// <param name="unrepeatable">Takes a sentence for everything that cannot be repeated.</param>
internal sealed class WrittenHires(Func<string, string?> text, Action<string> unrepeatable)
{
    private const string Scale = "Hires upscale", Width = "Hires resize-1", Height = "Hires resize-2", Upscaler = "Hires upscaler", Steps = "Hires steps",
        SamplerName = "Hires sampler", ScheduleType = "Hires schedule type", Prompt = "Hires prompt", Negative = "Hires negative prompt", CfgScale = "Hires CFG Scale", Checkpoint = "Hires checkpoint", FirstPass = "First pass size";

    /// <summary>The fields that this reads, and those of old versions that the infotext reader has turned into them.</summary>
    public static readonly IReadOnlyList<string> Keys =
        [Scale, Width, Height, Upscaler, Steps, SamplerName, ScheduleType, Prompt, Negative, CfgScale, Checkpoint, $"{FirstPass}-1", $"{FirstPass}-2"];

    public bool IsPresent => text(Scale) is not null || text(Upscaler) is not null || text(Width) is not (null or "0") || text(Height) is not (null or "0");

    public HiresFix Read()
    {
        (string? sampler, string? scheduler) = Sampling();
        var defaults = new HiresFix();
        return new HiresFix
        {
            Scale = text(Scale) is string scale && PythonNumber.TryParse(scale, out PythonNumber number) ? number : defaults.Scale,
            ResizeWidth = Integer(Width),
            ResizeHeight = Integer(Height),
            Upscaler = KnownUpscaler(),
            Checkpoint = text(Checkpoint) is string checkpoint && checkpoint != "Use same checkpoint" ? checkpoint : null,
            Steps = Integer(Steps),
            Sampler = sampler,
            Scheduler = scheduler,
            Prompt = text(Prompt) ?? "",
            NegativePrompt = text(Negative) ?? "",
            CfgScale = text(CfgScale) is string cfg && PythonNumber.TryParse(cfg, out PythonNumber written) ? written : null,
        };
    }

    private string KnownUpscaler()
    {
        string name = text(Upscaler) ?? "";
        if (name.Length == 0 || LatentUpscalers.Names.Contains(name) || name is "None" or "Lanczos" or "Nearest")
        {
            return name;
        }

        unrepeatable($"{Upscaler}: there is no '{name}' here; Lanczos takes its place.");
        return "Lanczos";
    }

    private (string? Sampler, string? Scheduler) Sampling()
    {
        string? name = text(SamplerName) is string other && other != "Use same sampler" ? other : null;
        string? type = text(ScheduleType) is string given && given != "Use same scheduler" ? given : null;
        try
        {
            return (name is null ? null : SamplerCatalog.Find(name).Name, type is null ? null : SchedulerCatalog.Find(type).Label);
        }
        catch (ArgumentException exception)
        {
            unrepeatable($"{SamplerName}: {exception.Message}; the first pass's takes its place.");
            return (null, null);
        }
    }

    private int Integer(string key)
    {
        if (text(key) is not string digits)
        {
            return 0;
        }

        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= PictureSides.Longest)
        {
            return number;
        }

        unrepeatable($"{key}: it is '{digits}', but must be a whole number from 0 to {PictureSides.Longest}.");
        return 0;
    }
}
