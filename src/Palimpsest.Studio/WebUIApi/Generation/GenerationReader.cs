using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Settings;
using Palimpsest.Studio.WebUIApi.Errors;
using Palimpsest.Studio.WebUIApi.Options;
using Palimpsest.Studio.WebUIApi.Pictures;
using Palimpsest.Studio.WebUIApi.Schemas;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.WebUIApi.Generation;

/// <summary>Makes of a body of txt2img or img2img the request that every part of the program shares.</summary>
internal sealed class GenerationReader(StudioOptions limits, ISettingsStore settings, OptionTable options, EncodedPictures pictures, InfotextFields infotexts)
{
    private const string SoftInpaintingScript = "soft inpainting";

    /// <summary>Reads a body; limits are checked before any picture is decoded.</summary>
    /// <exception cref="WebUIException">Something that it names is not there.</exception>
    /// <exception cref="StudioRequestException">A value is out of range.</exception>
    public async Task<StudioRequest> ReadAsync(Body body, bool txt2Img, CancellationToken cancellation)
    {
        infotexts.FillIn(body, txt2Img);
        JsonObject overrides = body.Object("override_settings");
        options.CheckNames(overrides);
        PictureText.CheckFormat(options.Text(overrides, "samples_format"));
        (string sampler, string scheduler) = SamplerNames.Read(body);
        bool keepsTags = body.Flag("disable_extra_networks") != true;
        var request = new GenerationRequest
        {
            Prompt = Prompt(body, "prompt", keepsTags),
            NegativePrompt = body.Text("negative_prompt") ?? "",
            Sampler = sampler,
            Scheduler = scheduler,
            Steps = body.Count("steps", 50),
            CfgScale = body.Number("cfg_scale") ?? 7.0,
            DenoisingStrength = body.Number("denoising_strength") ?? 0.75,
            Seed = body.Integer("seed") ?? -1,
            Subseed = body.Integer("subseed") ?? -1,
            SubseedStrength = body.IsGiven("subseed_strength") ? body.Number("subseed_strength") ?? 0 : 0,
            SeedResizeFromWidth = body.Count("seed_resize_from_w", -1),
            SeedResizeFromHeight = body.Count("seed_resize_from_h", -1),
            Width = body.Count("width", 512),
            Height = body.Count("height", 512),
            BatchSize = body.Count("batch_size", 1),
            BatchCount = body.Count("n_iter", 1),
            Tiling = body.Flag("tiling") ?? options.Flag(overrides, "tiling"),
            Refiner = body.Text("refiner_checkpoint") is { Length: > 0 } refiner and not "None" ? new Refiner(refiner, body.Number("refiner_switch_at")) : null,
            Settings = Settings(body, overrides),
        };
        request = txt2Img ? Txt2Img(body, request, keepsTags) : request;
        CheckLimits(request);
        IReadOnlyList<JsonElement>? softInpainting = ScriptReader.ReadAlwaysOn(body.Object("alwayson_scripts"), SoftInpaintingScript, txt2Img);
        var whole = new StudioRequest
        {
            Script = ScriptReader.Read(body.Text("script_name"), body.List("script_args"), txt2Img),
            Checkpoint = Name(overrides, "sd_model_checkpoint"),
            Vae = Name(overrides, "sd_vae"),
            Styles = body.Texts("styles"),
            SavePictures = body.Flag("save_images") == true,
            Grid = Grid(body, overrides, request),
            Origin = "sdapi",
            Tag = body.Text("force_task_id"),
        };
        return whole with { Generation = txt2Img ? request : await Img2ImgAsync(body, request, softInpainting, cancellation) };
    }

    private static string Prompt(Body body, string field, bool keepsTags)
    {
        string prompt = body.Text(field) ?? "";
        return keepsTags ? prompt : NetworkTags.Extract(prompt).Prompt;
    }

    private static string? Name(JsonObject overrides, string option) => overrides[option] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text.Length == 0 ? null : text,
        _ => throw new StudioRequestException($"override_settings.{option} must be a text.", "override_settings"),
    };

    private GenerationSettings Settings(Body body, JsonObject overrides)
    {
        GenerationSettings all = settings.Override(settings.Generation, overrides);
        ChurnSettings neutral = ChurnSettings.Neutral;
        return all with
        {
            Eta = body.Number("eta"),
            SkipUncondBelow = body.Number("s_min_uncond") ?? all.SkipUncondBelow,
            Churn = new ChurnSettings
            {
                Churn = body.Number("s_churn") ?? neutral.Churn,
                From = body.Number("s_tmin") ?? neutral.From,
                To = body.Number("s_tmax") ?? neutral.To,
                NoiseScale = body.Number("s_noise") ?? neutral.NoiseScale,
            },
        };
    }

    private void CheckLimits(GenerationRequest request)
    {
        Check("steps", request.Steps);
        Check("hr_second_pass_steps", request.Hires?.Steps ?? 0);
        if (request.Steps < 1)
        {
            throw new StudioRequestException($"steps is {request.Steps}, but must be at least 1.", "steps");
        }

        HiresFix? hires = request.Hires;
        double scale = hires is null ? 1 : hires.ResizeWidth > 0 || hires.ResizeHeight > 0 ? 1 : Math.Max(1, hires.Scale.Value);
        double width = Math.Max(request.Width * scale, hires?.ResizeWidth ?? 0), height = Math.Max(request.Height * scale, hires?.ResizeHeight ?? 0);
        if (width * height > limits.MaxPixels)
        {
            throw new StudioRequestException($"A picture of {width:0} × {height:0} pixels is beyond this server's limit of {limits.MaxPixels} pixels: make width and height smaller.", "width");
        }

        void Check(string field, int steps)
        {
            if (steps > limits.MaxSteps)
            {
                throw new StudioRequestException($"{field} is {steps}, but this server allows {limits.MaxSteps} at most.", field);
            }
        }
    }

    /// <summary>As webui's API: either side of the first phase replaces both of the request's.</summary>
    private static GenerationRequest Txt2Img(Body body, GenerationRequest request, bool keepsTags)
    {
        if (body.Count("firstphase_width", 0) is int width && body.Count("firstphase_height", 0) is int height && (width != 0 || height != 0))
        {
            request = request with { Width = width, Height = height };
        }

        return body.Flag("enable_hr") == true ? request with { Hires = Hires(body, keepsTags) } : request;
    }

    private static HiresFix Hires(Body body, bool keepsTags)
    {
        if (body.Text("firstpass_image") is not null)
        {
            throw new StudioRequestException("firstpass_image cannot be used with enable_hr: send the picture to img2img.", "firstpass_image");
        }

        if (body.Number("denoising_strength") is null)
        {
            throw new StudioRequestException("denoising_strength is missing: enable_hr needs it, from 0 to 1; 0.7 is webui's default on its page.", "denoising_strength");
        }

        return new HiresFix
        {
            Scale = body.Number("hr_scale") ?? 2.0,
            ResizeWidth = body.Count("hr_resize_x", 0),
            ResizeHeight = body.Count("hr_resize_y", 0),
            Upscaler = body.Text("hr_upscaler") ?? "",
            Steps = body.Count("hr_second_pass_steps", 0),
            Checkpoint = Own(body.Text("hr_checkpoint_name"), "Use same checkpoint"),
            Sampler = Own(body.Text("hr_sampler_name"), "Use same sampler"),
            Scheduler = Own(body.Text("hr_scheduler"), "Use same scheduler"),
            Prompt = Prompt(body, "hr_prompt", keepsTags),
            NegativePrompt = body.Text("hr_negative_prompt") ?? "",
        };
    }

    private static string? Own(string? name, string same) => string.IsNullOrEmpty(name) || name == same ? null : name;

    private async Task<GenerationRequest> Img2ImgAsync(Body body, GenerationRequest request, IReadOnlyList<JsonElement>? softInpainting, CancellationToken cancellation)
    {
        // In webui's order: a missing picture is told before a broken mask.
        if (body.Values["init_images"] is not JsonArray images)
        {
            throw WebUIException.Http(404, "Init image not found");
        }

        Picture? mask = body.Text("mask") is string text ? (await pictures.ReadAsync(text, cancellation)).ToWebuiPicture() : null;
        List<Picture> initial = [];
        foreach (JsonNode? image in images)
        {
            string given = image is JsonValue value && value.TryGetValue(out string? encoded) ? encoded : throw WebUIException.Http(500, "Invalid encoded image", "init_images holds something that is no text.");
            initial.Add((await pictures.ReadAsync(given, cancellation)).ToWebuiPicture());
        }

        if (initial.Count == 0)
        {
            throw new StudioRequestException("init_images is empty: send one picture at least.", "init_images");
        }

        int mode = body.Count("resize_mode", 0);
        return request with
        {
            InitPictures = initial,
            ResizeMode = Enum.IsDefined((ResizeMode)mode) ? (ResizeMode)mode : throw new StudioRequestException($"resize_mode is {mode}, but must be 0, 1, 2 or 3.", "resize_mode"),
            ImageCfgScale = body.Number("image_cfg_scale"),
            Inpainting = mask is null ? null : Inpainting(body, mask, softInpainting),
            Settings = request.Settings with { InitialNoiseMultiplier = body.Number("initial_noise_multiplier") ?? request.Settings.InitialNoiseMultiplier },
        };
    }

    private static Inpainting Inpainting(Body body, Picture mask, IReadOnlyList<JsonElement>? softInpainting)
    {
        if (body.Text("latent_mask") is not null)
        {
            throw new StudioRequestException("latent_mask cannot be given beside mask: webui never decodes it; leave it out.", "latent_mask");
        }

        int? blur = body.Integer("mask_blur") is null ? null : body.Count("mask_blur", 0);
        return new Inpainting
        {
            Mask = mask,
            BlurX = blur ?? body.Count("mask_blur_x", 4),
            BlurY = blur ?? body.Count("mask_blur_y", 4),
            Invert = body.Integer("inpainting_mask_invert") is not (null or 0),
            Content = (MaskedContent)body.Count("inpainting_fill", 0),
            OnlyMasked = body.Flag("inpaint_full_res") ?? true,
            Padding = body.Count("inpaint_full_res_padding", 0),
            Round = body.Flag("mask_round") ?? true,
            Soft = softInpainting is null ? null : SoftInpainting.OfArguments(softInpainting),
        };
    }

    /// <summary>webui's API makes grids of plain jobs only where pictures are saved (webui.md 1.5, 10).</summary>
    private GridSettings? Grid(Body body, JsonObject overrides, GenerationRequest request)
    {
        bool isWanted = body.Flag("save_images") == true && string.IsNullOrEmpty(body.Text("script_name"))
            && (options.Flag(overrides, "return_grid") || options.Flag(overrides, "grid_save"))
            && ((long)request.BatchSize * request.BatchCount > 1 || !options.Flag(overrides, "grid_only_if_multiple"));
        return isWanted ? new GridSettings((int)options.Number(overrides, "n_rows"), options.Flag(overrides, "grid_prevent_empty_spots")) : null;
    }
}
