using System.Globalization;
using Palimpsest.Diffusion.Generation.Masking;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Options;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Generation.Repetition;

/// <summary>
/// Turns an infotext, of this program, of webui or of one that imitates it, into the request that repeats its picture. What cannot be
/// repeated is never dropped in silence: each such field becomes a sentence.
/// </summary>
public sealed class InfotextRequestReader
{
    /// <summary>Fields that say nothing of how to make the picture, or that others of this class's methods read.</summary>
    private static readonly string[] WithoutConsequence =
    [
        "Prompt", "Negative prompt", "Version", "User", "Size-1", "Size-2", "Model", "Model hash", "VAE", "VAE hash", "Steps", "Sampler", "Schedule type", "CFG scale", "Image CFG scale",
        "Seed", "Variation seed", "Variation seed strength", "Seed resize from-1", "Seed resize from-2", "Denoising strength", "Tiling", "Batch size", "Batch pos",
        "Lora hashes", "TI hashes", "Init image hash", "Wildcard prompt", "Wildcard negative prompt", "Template", "Negative Template", "App", "Created Date", "RNG", "Emphasis", "Refiner", "Refiner switch at", "Hypernet", "Hypernet strength",
    ];

    /// <summary>What the reader fills in where a field is missing, and what names webui's own way; as such they need nothing.</summary>
    private static readonly HashSet<(string Key, string Value)> Neutral =
    [
        ("Mask mode", "Inpaint masked"),
        ("Masked content", "original"),
        ("Inpaint area", "Whole picture"),
        ("Masked area padding", "32"),
        ("VAE Encoder", "Full"),
        ("VAE Decoder", "Full"),
        ("FP8 weight", "Disable"),
        ("Refiner switch by sampling steps", "False"),
        ("Parser", "Full parser"),
        ("Parser", "A1111 parser"),
    ];

    private readonly OrderedDictionary<string, object> _fields;
    private readonly bool _isImg2Img;
    private readonly List<string> _unrepeatable = [];

    private InfotextRequestReader(OrderedDictionary<string, object> fields, bool isImg2Img) => (_fields, _isImg2Img) = (fields, isImg2Img);

    /// <param name="infotext">A picture's; any text is one.</param>
    /// <param name="isImg2Img">Whether the new picture begins with one.</param>
    /// <param name="reading">webui's options for it; null: its defaults.</param>
    public static RepeatedRequest Read(string infotext, bool isImg2Img, InfotextReading? reading = null)
    {
        // Styles stay in the prompt: they are what it was made with.
        OrderedDictionary<string, object> fields = InfotextReader.Read(infotext, (reading ?? InfotextReading.Default) with { StylePasting = StylePasting.Ignore });
        AdditionalNetworks.MoveIntoPrompt(fields);
        return new InfotextRequestReader(fields, isImg2Img).Read();
    }

    private RepeatedRequest Read()
    {
        var defaults = new GenerationRequest();
        (int? width, int? height) = (Integer("Size-1", 8, PictureSides.Longest), Integer("Size-2", 8, PictureSides.Longest));
        (string sampler, string scheduler) = ReadSampler();
        GenerationRequest request = defaults with
        {
            Prompt = Text("Prompt") ?? "",
            NegativePrompt = Text("Negative prompt") ?? "",
            Steps = Integer("Steps", 1, ModelSigmas.TrainingTimesteps) ?? defaults.Steps,
            Sampler = sampler,
            Scheduler = scheduler,
            CfgScale = Number("CFG scale", -1000, 1000) ?? defaults.CfgScale,
            ImageCfgScale = Number("Image CFG scale", -1000, 1000),
            Seed = Seed("Seed") ?? defaults.Seed,
            Width = width ?? defaults.Width,
            Height = height ?? defaults.Height,
            Subseed = Seed("Variation seed") ?? defaults.Subseed,
            SubseedStrength = Number("Variation seed strength", 0, 1) ?? defaults.SubseedStrength,
            SeedResizeFromWidth = Integer("Seed resize from-1", 0, PictureSides.Longest) ?? defaults.SeedResizeFromWidth,
            SeedResizeFromHeight = Integer("Seed resize from-2", 0, PictureSides.Longest) ?? defaults.SeedResizeFromHeight,
            Tiling = Text("Tiling") == "True",
            Refiner = Text("Refiner") is string refiner ? new Refiner(refiner, Number("Refiner switch at", 0, 1)) : null,
            Settings = ReadSettings(defaults.Settings),
        };
        var hires = new WrittenHires(Text, _unrepeatable.Add);
        if (hires.IsPresent && !_isImg2Img)
        {
            request = request with { Hires = hires.Read() };
        }
        else if (hires.IsPresent)
        {
            _unrepeatable.Add("Hires fix: the picture was made in two passes of txt2img, and img2img has one.");
        }

        request = ReadStrength(request);
        CheckSource();
        var inpainting = new WrittenInpainting(Text);
        if (!_isImg2Img && inpainting.IsPresent)
        {
            _unrepeatable.Add("Mask: the picture was painted within a mask, which the file does not hold; use img2img with --mask.");
        }

        CheckRest();
        var model = new WrittenModel(Text("Model"), Text("Model hash"), Text("VAE"), Text("VAE hash"));
        return new RepeatedRequest(request, width is not null && height is not null, model, _unrepeatable)
        {
            Inpainting = inpainting.IsPresent ? inpainting.Around : null,
            Networks = WrittenNetworks.Parse(Text("Lora hashes"), Text("TI hashes")),
        };
    }

    private (string Sampler, string Scheduler) ReadSampler()
    {
        var defaults = new GenerationRequest();
        string name = Text("Sampler") ?? defaults.Sampler, type = Text("Schedule type") ?? defaults.Scheduler;
        try
        {
            (Sampler sampler, Scheduler scheduler) = SamplerCatalog.FindBoth(name, type == defaults.Scheduler ? null : type);

            // "Automatic" is written as the sampler's own schedule; a second pass with another sampler then takes that one's own.
            return (sampler.Name, scheduler == sampler.DefaultScheduler ? defaults.Scheduler : scheduler.Label);
        }
        catch (ArgumentException exception)
        {
            (Sampler sampler, Scheduler scheduler) = SamplerCatalog.Resolve(name, type);
            _unrepeatable.Add($"Sampler: {exception.Message}; {sampler.Name} with the schedule {scheduler.Label} takes its place.");
            return (sampler.Name, scheduler.Label);
        }
    }

    private GenerationRequest ReadStrength(GenerationRequest request)
    {
        if (Text("Denoising strength") is null)
        {
            return request;
        }

        if (!_isImg2Img && request.Hires is null)
        {
            _unrepeatable.Add("Denoising strength: the picture was made from another one, which the file does not hold; use img2img with that picture.");
        }

        return Number("Denoising strength", 0, 1) is PythonNumber strength ? request with { DenoisingStrength = strength } : request;
    }

    private GenerationSettings ReadSettings(GenerationSettings settings)
    {
        foreach ((string key, object value) in _fields)
        {
            if (WebuiOptions.ForInfotextKey(key) is not WebuiOption option)
            {
                continue;
            }

            try
            {
                settings = option.WithWritten(settings, Print(value));
            }
            catch (FormatException exception)
            {
                _unrepeatable.Add($"{key}: it is '{Shorten(Print(value))}', but {exception.Message}");
            }
        }

        return settings;
    }

    /// <summary>Without "RNG" webui took its device's random numbers; nothing in the file says whether that was a GPU.</summary>
    private void CheckSource()
    {
        bool isOurs = Text("Version")?.StartsWith("Palimpsest", StringComparison.Ordinal) == true;
        if (Text("RNG") == "GPU" && !isOurs && _fields.ContainsKey("Seed"))
        {
            _unrepeatable.Add("RNG: the file does not say whose random numbers made the picture; the processor's are used. If it was made on an NVIDIA card, add --rng nv.");
        }
    }

    private void CheckRest()
    {
        foreach ((string key, object value) in _fields)
        {
            string text = Print(value);
            if (!WithoutConsequence.Contains(key) && !MaskFields.All.Contains(key) && !WrittenHires.Keys.Contains(key) && WebuiOptions.ForInfotextKey(key) is null && !Neutral.Contains((key, text)))
            {
                _unrepeatable.Add($"{key}: '{Shorten(text)}' is not repeated.");
            }
        }
    }

    private string? Text(string key) => _fields.TryGetValue(key, out object? value) ? Print(value) : null;

    private PythonNumber? Number(string key, double least, double most)
    {
        if (Text(key) is not string text)
        {
            return null;
        }

        if (PythonNumber.TryParse(text, out PythonNumber number) && number.Value >= least && number.Value <= most)
        {
            return number;
        }

        _unrepeatable.Add(string.Create(CultureInfo.InvariantCulture, $"{key}: it is '{Shorten(text)}', but must be a number from {least} to {most}."));
        return null;
    }

    private int? Integer(string key, int least, int most) => Number(key, least, most) is PythonNumber number ? (int)number.Value : null;

    private long? Seed(string key)
    {
        if (Text(key) is not string text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seed) && seed >= -1)
        {
            return seed;
        }

        _unrepeatable.Add($"{key}: it is '{Shorten(text)}', but must be a whole number of at least 0.");
        return null;
    }

    private static string Print(object value) => value switch
    {
        bool flag => InfotextValue.OfBoolean(flag),
        string[] list => string.Join(", ", list),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "…";
}
