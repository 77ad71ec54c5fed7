using System.Globalization;
using System.Text;
using System.Text.Json;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Pictures;

/// <summary>A request that was sent to webui, as a request to the library.</summary>
internal sealed class PictureCase
{
    /// <summary>The checkpoints of SD 1.x: all that the library can run.</summary>
    private static readonly string[] Models = ["tiny-sd1", "tiny-sd1-half", "tiny-sd1-inpaint", "tiny-pix2pix"];

    private readonly JsonElement _body;
    private readonly Dictionary<string, JsonElement> _options = [];

    public PictureCase(string name)
    {
        Name = name;
        JsonElement request = Reference.Json($"pictures/cases/{name}.json");
        _body = request.GetProperty("body");
        Script = ScriptArguments.Read(_body, txt2Img: request.GetProperty("route").GetString()!.EndsWith("txt2img", StringComparison.Ordinal));
        if (_body.TryGetProperty("override_settings", out JsonElement options))
        {
            _options = options.EnumerateObject().ToDictionary(option => option.Name, option => option.Value);
        }
    }

    public string Name { get; }

    /// <summary>The checkpoint's name.</summary>
    public string Model => _options.TryGetValue("sd_model_checkpoint", out JsonElement model) ? model.GetString()! : "tiny-sd1";

    /// <summary>Null: the request is a plain job.</summary>
    public IScript? Script { get; }

    public JsonElement Expected => Reference.Json($"pictures/cases/{Name}.info.json");

    /// <summary>The cases of these groups that the library can run; without the reference data the one that ships.</summary>
    public static IEnumerable<string> Names(IReadOnlyList<string> groups, string fallback)
    {
        if (Reference.Find("pictures/cases.json") is not string index)
        {
            return [fallback];
        }

        return JsonDocument.Parse(File.ReadAllBytes(index)).RootElement.EnumerateArray()
            .Where(entry => groups.Contains(entry[2].GetString()))
            .Select(entry => $"{entry[0].GetInt32():000}-{entry[1].GetString()}")
            .Where(name => Models.Contains(new PictureCase(name).Model));
    }

    /// <summary>The embeddings, LoRAs and hypernetworks that the servers had.</summary>
    public static NetworkLibrary Networks()
    {
        string[] files = [Reference.Path("pictures/files")];
        return new NetworkLibrary(new NetworkFolders { Lora = files, Embeddings = files, Hypernetworks = files });
    }

    public GenerationRequest ToRequest()
    {
        (Sampler sampler, Scheduler scheduler) = SamplerCatalog.Resolve(Text("sampler_name") ?? Text("sampler_index") ?? "Euler", Text("scheduler"));
        (string prompt, string negative) = WithStyles(Text("prompt") ?? "", Text("negative_prompt") ?? "");

        // As webui's API: either one replaces both of the request's sides.
        bool isFirstPhase = Integer("firstphase_width", 0) != 0 || Integer("firstphase_height", 0) != 0;
        return new GenerationRequest
        {
            Prompt = prompt,
            NegativePrompt = negative,
            InitPictures = [.. InitPictures()],
            Inpainting = Has("mask") ? Inpainting() : null,
            ImageCfgScale = Has("image_cfg_scale") ? Real("image_cfg_scale", 0) : null,
            ResizeMode = (ResizeMode)Integer("resize_mode", 0),
            DenoisingStrength = Real("denoising_strength", 0.75),
            CfgScale = Real("cfg_scale", 7),
            Steps = Integer("steps", 50),
            Sampler = sampler.Name,
            Scheduler = scheduler.Label,
            Seed = _body.GetProperty("seed").GetInt64(),
            Subseed = _body.GetProperty("subseed").GetInt64(),
            SubseedStrength = Real("subseed_strength", 0),
            SeedResizeFromWidth = Integer("seed_resize_from_w", -1),
            SeedResizeFromHeight = Integer("seed_resize_from_h", -1),
            Width = isFirstPhase ? Integer("firstphase_width", 0) : Integer("width", 512),
            Height = isFirstPhase ? Integer("firstphase_height", 0) : Integer("height", 512),
            Hires = _body.TryGetProperty("enable_hr", out JsonElement enabled) && enabled.GetBoolean() ? Hires(prompt, negative) : null,
            BatchSize = Integer("batch_size", 1),
            BatchCount = Integer("n_iter", 1),
            Tiling = _body.TryGetProperty("tiling", out JsonElement tiling) && tiling.GetBoolean(),
            Settings = Settings(),
        };
    }

    private static bool IsSoftInpainting(string script) => script.Equals("soft inpainting", StringComparison.OrdinalIgnoreCase);

    private Inpainting Inpainting()
    {
        int? blur = Has("mask_blur") ? Integer("mask_blur", 0) : null;
        return new Inpainting
        {
            Mask = ReadPicture(_body.GetProperty("mask")),
            BlurX = blur ?? Integer("mask_blur_x", 4),
            BlurY = blur ?? Integer("mask_blur_y", 4),
            Invert = Integer("inpainting_mask_invert", 0) != 0,
            Content = (MaskedContent)Integer("inpainting_fill", 0),
            OnlyMasked = !_body.TryGetProperty("inpaint_full_res", out JsonElement onlyMasked) || onlyMasked.GetBoolean(),
            Padding = Integer("inpaint_full_res_padding", 0),
            Round = !_body.TryGetProperty("mask_round", out JsonElement round) || round.GetBoolean(),
            Soft = SoftInpaintingArguments() is JsonElement arguments ? SoftInpainting.OfArguments([.. arguments.EnumerateArray()]) : null,
        };
    }

    private JsonElement? SoftInpaintingArguments() => _body.TryGetProperty("alwayson_scripts", out JsonElement scripts)
        ? scripts.EnumerateObject().Where(script => IsSoftInpainting(script.Name)).Select(script => (JsonElement?)script.Value.GetProperty("args")).FirstOrDefault()
        : null;

    private HiresFix Hires(string prompt, string negative)
    {
        (string own, string ownNegative) = WithStyles(Text("hr_prompt") ?? "", Text("hr_negative_prompt") ?? "");
        return new HiresFix
        {
            Scale = Real("hr_scale", 2),
            ResizeWidth = Integer("hr_resize_x", 0),
            ResizeHeight = Integer("hr_resize_y", 0),
            Upscaler = Text("hr_upscaler") ?? "",
            Steps = Integer("hr_second_pass_steps", 0),
            Sampler = Text("hr_sampler_name"),
            Scheduler = Text("hr_scheduler"),
            Prompt = string.IsNullOrEmpty(Text("hr_prompt")) ? prompt : own,
            NegativePrompt = string.IsNullOrEmpty(Text("hr_negative_prompt")) ? negative : ownNegative,
        };
    }

    private GenerationSettings Settings()
    {
        var defaults = new GenerationSettings { Version = "v1.10.1" };
        return defaults with
        {
            ClipSkip = (int)Option("CLIP_stop_at_last_layers", defaults.ClipSkip).Value,
            Emphasis = _options.TryGetValue("emphasis", out JsonElement emphasis) ? Emphasis.FromOption(emphasis.GetString()!) : defaults.Emphasis,
            CommaBacktrack = (int)Option("comma_padding_backtrack", defaults.CommaBacktrack).Value,
            OldEmphasis = Flag("use_old_emphasis_implementation", false),
            RandomSource = _options.TryGetValue("randn_source", out JsonElement source) ? source.GetString()! : defaults.RandomSource,
            EtaNoiseSeedDelta = (int)Option("eta_noise_seed_delta", 0).Value,
            Eta = Has("eta") ? Real("eta", 0) : null,
            EtaAncestral = Option("eta_ancestral", defaults.EtaAncestral),
            EtaDdim = Option("eta_ddim", defaults.EtaDdim),
            Churn = new ChurnSettings
            {
                Churn = Real("s_churn", 0),
                From = Real("s_tmin", 0),
                To = Real("s_tmax", 0),
                NoiseScale = Real("s_noise", 1),
            },
            ChurnOptions = new ChurnSettings
            {
                Churn = Option("s_churn", 0),
                From = Option("s_tmin", 0),
                To = Option("s_tmax", 0),
                NoiseScale = Option("s_noise", 1),
            },
            SkipUncondBelow = Real("s_min_uncond", 0),
            SkipEarlyCond = Option("skip_early_cond", defaults.SkipEarlyCond),
            PadCondUncond = Flag("pad_cond_uncond", false),
            SigmaMin = Option("sigma_min", defaults.SigmaMin),
            SigmaMax = Option("sigma_max", defaults.SigmaMax),
            Rho = Option("rho", defaults.Rho),
            BetaAlpha = Option("beta_dist_alpha", defaults.BetaAlpha),
            BetaBeta = Option("beta_dist_beta", defaults.BetaBeta),
            DiscardNextToLastSigma = Flag("always_discard_next_to_last_sigma", false),
            QuantizeTimesteps = Flag("enable_quantization", false),
            UniPc = UniPc(),
            ExtraNoise = Option("img2img_extra_noise", defaults.ExtraNoise),
            ColourCorrection = Flag("img2img_color_correction", false),
            OverlayInpaint = Flag("overlay_inpaint", true),
            InpaintingMaskWeight = Option("inpainting_mask_weight", defaults.InpaintingMaskWeight),
            ReturnMask = Flag("return_mask", false),
            ReturnMaskComposite = Flag("return_mask_composite", false),
            InitialNoiseMultiplier = Has("initial_noise_multiplier") ? Real("initial_noise_multiplier", 1) : defaults.InitialNoiseMultiplier,
            FixSteps = Flag("img2img_fix_steps", false),
            BackgroundColor = _options.TryGetValue("img2img_background_color", out JsonElement colour) ? Colour(colour.GetString()!) : Rgb.White,
            Upscaler = _options.TryGetValue("upscaler_for_img2img", out JsonElement upscaler) ? upscaler.GetString()! : "",
            TokenMergingRatio = Option("token_merging_ratio", 0),
            TokenMergingRatioImg2Img = _options.ContainsKey("token_merging_ratio") ? 0 : Option("token_merging_ratio_img2img", 0),
            TokenMergingRatioHires = Option("token_merging_ratio_hr", 0),
            AddedLora = _options.TryGetValue("sd_lora", out JsonElement lora) ? lora.GetString()! : defaults.AddedLora,
            AddedHypernetwork = _options.TryGetValue("sd_hypernetwork", out JsonElement hypernetwork) ? hypernetwork.GetString()! : defaults.AddedHypernetwork,
            AddedNetworkMultiplier = Option("extra_networks_default_multiplier", defaults.AddedNetworkMultiplier),
            LoraHashesInInfotext = Flag("lora_add_hashes_to_infotext", true),
            EmbeddingHashesInInfotext = Flag("textual_inversion_add_hashes_to_infotext", true),
            BundledEmbeddingsInInfotext = Flag("lora_bundled_ti_to_infotext", true),
            ModelHashInInfotext = Flag("add_model_hash_to_info", true),
            ModelNameInInfotext = Flag("add_model_name_to_info", true),
            VersionInInfotext = Flag("add_version_to_infotext", true),
        };
    }

    private UniPcOptions UniPc() => new()
    {
        Variant = _options.TryGetValue("uni_pc_variant", out JsonElement variant) && variant.GetString() == "vary_coeff"
            ? UniPcVariant.VaryingCoefficients : UniPcVariant.Bh1,
        Spacing = _options.TryGetValue("uni_pc_skip_type", out JsonElement spacing) && spacing.GetString() == "logSNR"
            ? UniPcSpacing.LogSnr : UniPcSpacing.TimeUniform,
        Order = (int)Option("uni_pc_order", 3).Value,
        LowerOrderFinal = Flag("uni_pc_lower_order_final", true),
    };

    private IEnumerable<Picture> InitPictures()
    {
        if (!_body.TryGetProperty("init_images", out JsonElement images))
        {
            yield break;
        }

        foreach (JsonElement image in images.EnumerateArray())
        {
            yield return ReadPicture(image);
        }
    }

    private static Picture ReadPicture(JsonElement image) =>
        PictureReader.Read(Reference.Path($"pictures/{image.GetProperty("$file").GetString()}")).ToWebuiPicture();

    private (string Prompt, string Negative) WithStyles(string prompt, string negative)
    {
        if (!_body.TryGetProperty("styles", out JsonElement names))
        {
            return (prompt, negative);
        }

        var styles = new PromptStyles(StyleFile.Parse(File.ReadAllText(Reference.Path("pictures/files/styles.csv"), Encoding.UTF8)));
        return styles.Apply(prompt, negative, names.EnumerateArray().Select(name => name.GetString()!));
    }

    private static Rgb Colour(string hex)
    {
        int value = int.Parse(hex.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Rgb((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    private bool Has(string field) => _body.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    private string? Text(string field) => Has(field) ? _body.GetProperty(field).GetString() : null;

    private int Integer(string field, int fallback) => Has(field) ? _body.GetProperty(field).GetInt32() : fallback;

    /// <summary>The API's numbers with a fraction are floats, however they are written.</summary>
    private PythonNumber Real(string field, double fallback) => Has(field) ? _body.GetProperty(field).GetDouble() : fallback;

    /// <summary>Options keep the type they are sent with.</summary>
    private PythonNumber Option(string name, PythonNumber fallback) =>
        !_options.TryGetValue(name, out JsonElement value) ? fallback
        : value.GetRawText().AsSpan().ContainsAny('.', 'e') ? (PythonNumber)value.GetDouble() : value.GetInt64();

    private bool Flag(string name, bool fallback) => _options.TryGetValue(name, out JsonElement value) ? value.GetBoolean() : fallback;
}
