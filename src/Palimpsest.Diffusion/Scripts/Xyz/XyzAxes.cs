using System.Globalization;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Scripts.Xyz;

/// <summary>The axes of an X/Y/Z plot, in webui's order.</summary>
public static class XyzAxes
{
    private static readonly string[] Booleans = ["True", "False"];
    private static readonly string[] Off = ["False"];
    private static readonly IReadOnlyList<string> Samplers = [.. SamplerCatalog.All.Select(sampler => sampler.Name)];

    /// <summary>Axes that webui has and this library does not yet, in their places, so that webui's numbers stay right.</summary>
    public static IReadOnlyList<XyzAxis> All { get; } =
    [
        new("Nothing", XyzValueKind.Nothing, (request, _, _) => request),
        Integer("Seed", (request, value) => request with { Seed = value }),
        Integer("Var. seed", (request, value) => request with { Subseed = value }),
        Real("Var. strength", (request, value) => request with { SubseedStrength = value }),
        Integer("Steps", (request, value) => request with { Steps = (int)Math.Clamp(value, int.MinValue, int.MaxValue) }),
        Hires(Integer("Hires steps", (request, value) => request with { Hires = request.Hires! with { Steps = (int)Math.Clamp(value, -1, int.MaxValue) } })),
        Real("CFG Scale", (request, value) => request with { CfgScale = value }),
        Real("Image CFG Scale", (request, value) => request with { ImageCfgScale = value }) with { OnlyTxt2Img = false },
        new("Prompt S/R", XyzValueKind.Text, Replace) { LegendIsValue = true },
        new("Prompt order", XyzValueKind.Permutations, Reorder) { LegendIsValue = true },
        Sampler("Sampler", true, (request, name) => request with { Sampler = name }),
        Hires(Sampler("Hires sampler", true, (request, name) => request with { Hires = request.Hires! with { Sampler = name } })),
        Sampler("Sampler", false, (request, name) => request with { Sampler = name }),
        Text("Checkpoint name", (request, name) => request with { Checkpoint = name }) with { Cost = 1, LegendIsValue = true },
        Setting("Negative Guidance minimum sigma", (settings, value) => settings with { SkipUncondBelow = value }),
        Setting("Sigma Churn", (settings, value) => settings with { Churn = settings.Churn with { Churn = value } }),
        Setting("Sigma min", (settings, value) => settings with { Churn = settings.Churn with { From = value } }),
        Setting("Sigma max", (settings, value) => settings with { Churn = settings.Churn with { To = value } }),
        Setting("Sigma noise", (settings, value) => settings with { Churn = settings.Churn with { NoiseScale = value } }),
        new("Schedule type", XyzValueKind.Text, (request, value, _) => request with { Scheduler = SchedulerCatalog.Find((string)value).Label })
        {
            Choices = [.. SchedulerCatalog.All.Select(scheduler => scheduler.Label)],
            Refuses = (_, value) => Refusal(() => SchedulerCatalog.Find((string)value)),
        },
        Setting("Schedule min sigma", (settings, value) => settings with { SigmaMin = value }),
        Setting("Schedule max sigma", (settings, value) => settings with { SigmaMax = value }),
        Setting("Schedule rho", (settings, value) => settings with { Rho = value }),
        Setting("Beta schedule alpha", (settings, value) => settings with { BetaAlpha = value }),
        Setting("Beta schedule beta", (settings, value) => settings with { BetaBeta = value }),
        Setting("Eta", (settings, value) => settings with { Eta = value }),
        Integer("Clip skip", (request, value) => request with { Settings = request.Settings with { ClipSkip = (int)Math.Clamp(value, 0, 100) } }),
        Real("Denoising", (request, value) => request with { DenoisingStrength = value }),
        Setting("Initial noise multiplier", (settings, value) => settings with { InitialNoiseMultiplier = value }),
        Setting("Extra noise", (settings, value) => settings with { ExtraNoise = value }),
        Hires(Text("Hires upscaler", (request, name) => request with { Hires = request.Hires! with { Upscaler = name } }) with
        {
            Choices = [.. LatentUpscalers.Names, "None", "Lanczos", "Nearest"],
            Refuses = (_, value) => LatentUpscalers.Find((string)value) is null ? Refusal(() => SamplingSetup.Upscaler((string)value)!) : null,
        }),
        Setting("Cond. Image Mask Weight", (settings, value) => settings with { InpaintingMaskWeight = value }) with { OnlyTxt2Img = false },
        Text("VAE", (request, name) => request with { Vae = name }) with { Cost = 0.7 },
        Text("Styles", NamedStyles.Apply) with { Refuses = (request, value) => NamedStyles.Fault(request, (string)value) },
        Integer("UniPC Order", (request, value) => request with
        {
            Settings = request.Settings with { UniPc = request.Settings.UniPc with { Order = (int)Math.Min(value, request.Steps - 1) } },
        }) with { Cost = 0.5 },
        Unbuilt("Face restore", ["False", "No", "N", "0", "None"], "no face restoration is installed, so it can only be False"),
        Setting("Token merging ratio", (settings, value) => settings with { TokenMergingRatio = value, TokenMergingRatioImg2Img = 0 }),
        Setting("Token merging ratio high-res", (settings, value) => settings with { TokenMergingRatioHires = value }),
        Boolean("Always discard next-to-last sigma", (settings, value) => settings with { DiscardNextToLastSigma = value }),
        Boolean("SGM noise multiplier", (settings, value) => settings with { SgmNoiseMultiplier = value }),
        Text("Refiner checkpoint", (request, name) => request with { Refiner = name == "None" ? null : new Refiner(name, request.Refiner?.SwitchAt) }) with { Cost = 1 },
        Real("Refiner switch at", (request, value) => request with { Refiner = request.Refiner! with { SwitchAt = value } }) with
        {
            Refuses = (request, _) => request.Refiner is null ? "it needs a refiner: name one" : null,
        },
        Text("RNG source", (request, value) => request with { Settings = request.Settings with { RandomSource = value } }) with
        {
            Choices = ["GPU", "CPU", "NV"],
            Refuses = (_, value) => (string)value is "GPU" or "CPU" or "NV" ? null : "it must be GPU, CPU or NV",
        },
        Unbuilt("FP8 mode", ["Disable", "Enable for SDXL"], "weights are kept as precisely as the file has them, so it can only be Disable, or Enable for SDXL, which does nothing for Stable Diffusion 1") with
        {
            Cost = 0.9,
            Choices = ["Disable", "Enable for SDXL", "Enable"],
        },
        Text("Size", Resize) with { Refuses = (_, value) => Size((string)value) is null ? "it must be a size such as 512x768" : null },
        Hypertile("Unet First pass Enabled", Off),
        Hypertile("Unet Second pass Enabled", Off),
        Hypertile("Unet Max Depth", []),
        Hypertile("Unet Max Tile Size", []),
        Hypertile("Unet Swap Size", []),
        Hypertile("VAE Enabled", Off),
        Hypertile("VAE Max Depth", []),
        Hypertile("VAE Max Tile Size", []),
        Hypertile("VAE Swap Size", []),
    ];

    /// <summary>The axes of webui's txt2img or img2img tab, where a script's argument is a number in this list.</summary>
    public static IReadOnlyList<XyzAxis> OfTab(bool txt2Img) => [.. All.Where(axis => axis.OnlyTxt2Img is null || axis.OnlyTxt2Img == txt2Img)];

    /// <summary>The axis with this label, whatever the case.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public static XyzAxis Find(string label, bool txt2Img)
    {
        IReadOnlyList<XyzAxis> axes = OfTab(txt2Img);
        return axes.FirstOrDefault(axis => axis.Label.Equals(label.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"unknown axis '{label}': did you mean '{NearestName.To(label, axes.Select(axis => axis.Label))}'?");
    }

    private static XyzAxis Integer(string label, Func<GenerationRequest, long, GenerationRequest> apply) =>
        new(label, XyzValueKind.Integer, (request, value, _) => apply(request, (long)value));

    private static XyzAxis Real(string label, Func<GenerationRequest, PythonNumber, GenerationRequest> apply) =>
        new(label, XyzValueKind.Real, (request, value, _) => apply(request, (double)value));

    private static XyzAxis Text(string label, Func<GenerationRequest, string, GenerationRequest> apply) =>
        new(label, XyzValueKind.Text, (request, value, _) => apply(request, (string)value));

    private static XyzAxis Setting(string label, Func<GenerationSettings, PythonNumber, GenerationSettings> apply) =>
        Real(label, (request, value) => request with { Settings = apply(request.Settings, value) });

    private static XyzAxis Boolean(string label, Func<GenerationSettings, bool, GenerationSettings> apply) =>
        Text(label, (request, value) => request with { Settings = apply(request.Settings, value.Equals("true", StringComparison.OrdinalIgnoreCase)) }) with
        {
            Choices = Booleans,
            Refuses = (_, value) => Booleans.Contains((string)value, StringComparer.OrdinalIgnoreCase) ? null : "it must be True or False",
        };

    private static XyzAxis Sampler(string label, bool txt2Img, Func<GenerationRequest, string, GenerationRequest> apply) =>
        Text(label, (request, name) => apply(request, SamplerCatalog.Find(name).Name)) with
        {
            OnlyTxt2Img = txt2Img,
            LegendIsValue = true,
            Choices = Samplers,
            Refuses = (_, value) => Refusal(() => SamplerCatalog.Find((string)value)),
        };

    private static XyzAxis Hires(XyzAxis axis) => axis with
    {
        OnlyTxt2Img = true,
        Refuses = (request, value) => request.Hires is null ? "it needs hires fix: turn that on" : axis.Refuses?.Invoke(request, value),
    };

    /// <summary>An axis of a feature that is not built: what is possible is what webui does without the feature.</summary>
    private static XyzAxis Unbuilt(string label, IReadOnlyList<string> possible, string reason) =>
        new(label, XyzValueKind.Text, (request, _, _) => request)
        {
            IsBuilt = false,
            Refuses = (_, value) => possible.Contains((string)value, StringComparer.OrdinalIgnoreCase) ? null : reason,
        };

    private static XyzAxis Hypertile(string label, IReadOnlyList<string> possible) => Unbuilt(
        $"[Hypertile] {label}", possible, $"attention always sees the whole picture: Hypertile is not built{(possible.Count > 0 ? ", so it can only be False" : "")}");

    private static string? Refusal(Func<object> find)
    {
        try
        {
            find();
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or GenerationException)
        {
            return exception.Message.TrimEnd('.');
        }
    }

    private static GenerationRequest Replace(GenerationRequest request, object value, IReadOnlyList<object> values)
    {
        string sought = (string)values[0];
        return sought.Length > 0 && (request.Prompt + "\0" + request.NegativePrompt).Contains(sought, StringComparison.Ordinal)
            ? request with
            {
                Prompt = request.Prompt.Replace(sought, (string)value, StringComparison.Ordinal),
                NegativePrompt = request.NegativePrompt.Replace(sought, (string)value, StringComparison.Ordinal),
            }
            : throw new GenerationException($"X/Y/Z plot: Prompt S/R did not find its first value '{sought}' in the prompt or the negative prompt.");
    }

    /// <summary>The places where the texts stand, filled in another order.</summary>
    private static GenerationRequest Reorder(GenerationRequest request, object value, IReadOnlyList<object> values)
    {
        var order = (string[])value;
        List<(int At, string Text)> places = [.. order.Select(text => (At: request.Prompt.IndexOf(text, StringComparison.Ordinal), Text: text)).OrderBy(place => place.At)];
        if (places[0].At < 0 || places[0].Text.Length == 0)
        {
            throw new GenerationException($"X/Y/Z plot: Prompt order did not find '{places[0].Text}' in the prompt.");
        }

        string rest = request.Prompt, prompt = "";
        for (int i = 0; i < places.Count; i++)
        {
            int at = rest.IndexOf(places[i].Text, StringComparison.Ordinal);
            if (at < 0)
            {
                throw new GenerationException($"X/Y/Z plot: Prompt order found '{places[i].Text}' only inside another of its texts: choose texts that do not overlap.");
            }

            prompt += rest[..at] + order[i];
            rest = rest[(at + places[i].Text.Length)..];
        }

        return request with { Prompt = prompt + rest };
    }

    private static GenerationRequest Resize(GenerationRequest request, string value)
    {
        (int width, int height) = Size(value)!.Value;
        return request with { Width = width, Height = height };
    }

    private static (int Width, int Height)? Size(string value)
    {
        string[] sides = value.Split('x');
        return sides.Length == 2
            && int.TryParse(sides[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && int.TryParse(sides[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            ? (width, height)
            : null;
    }
}
