namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>The bodies of webui's API (webui.md 1.5, 1.9 to 1.12), with its names, order and defaults.</summary>
internal static class WebUISchemas
{
    public static BodySchema Txt2Img { get; } = new("StableDiffusionProcessingTxt2Img",
    [
        .. Beginning(BodyField.Number("denoising_strength")),
        BodyField.Flag("enable_hr", false),
        BodyField.Integer("firstphase_width", 0),
        BodyField.Integer("firstphase_height", 0),
        BodyField.Number("hr_scale", "2.0"),
        BodyField.Text("hr_upscaler"),
        BodyField.Integer("hr_second_pass_steps", 0),
        BodyField.Integer("hr_resize_x", 0),
        BodyField.Integer("hr_resize_y", 0),
        BodyField.Text("hr_checkpoint_name"),
        BodyField.Text("hr_sampler_name"),
        BodyField.Text("hr_scheduler"),
        BodyField.Text("hr_prompt", ""),
        BodyField.Text("hr_negative_prompt", ""),
        BodyField.Text("force_task_id"),
        BodyField.Text("sampler_index", "Euler"),
        .. End(),
    ]);

    public static BodySchema Img2Img { get; } = new("StableDiffusionProcessingImg2Img",
    [
        .. Beginning(BodyField.Number("denoising_strength", "0.75")),
        BodyField.List("init_images", "null"),
        BodyField.Integer("resize_mode", 0),
        BodyField.Number("image_cfg_scale"),
        BodyField.Text("mask"),
        BodyField.Integer("mask_blur_x", 4),
        BodyField.Integer("mask_blur_y", 4),
        BodyField.Integer("mask_blur"),
        BodyField.Flag("mask_round", true),
        BodyField.Integer("inpainting_fill", 0),
        BodyField.Flag("inpaint_full_res", true),
        BodyField.Integer("inpaint_full_res_padding", 0),
        BodyField.Integer("inpainting_mask_invert", 0),
        BodyField.Number("initial_noise_multiplier"),
        BodyField.Text("latent_mask"),
        BodyField.Text("force_task_id"),
        BodyField.Text("sampler_index", "Euler"),
        BodyField.Flag("include_init_images", false),
        .. End(),
    ]);

    public static BodySchema ExtraSingle { get; } = new("ExtrasSingleImageRequest", [.. Extras(), BodyField.Text("image", "") with { IsNullable = false }]);

    public static BodySchema ExtraBatch { get; } = new("ExtrasBatchImagesRequest",
    [
        .. Extras(),
        new BodyField("imageList", BodyFieldKind.ObjectList, Default: null)
        {
            IsNullable = false,
            Items = new BodySchema("FileData", [Required("data"), Required("name")]),
        },
    ]);

    public static BodySchema PngInfo { get; } = new("PNGInfoRequest", [Required("image")]);

    public static BodySchema Interrogate { get; } = new("InterrogateRequest",
        [BodyField.Text("image", "") with { IsNullable = false }, BodyField.Text("model", "clip") with { IsNullable = false }]);

    public static BodySchema Progress { get; } = new("ProgressRequest",
    [
        BodyField.Text("id_task"),
        BodyField.Integer("id_live_preview", -1),
        BodyField.Flag("live_preview", true),
    ]);

    private static BodyField Required(string name) => new(name, BodyFieldKind.Text, Default: null) { IsNullable = false };

    private static BodyField[] Beginning(BodyField denoisingStrength) =>
    [
        BodyField.Text("prompt", ""),
        BodyField.Text("negative_prompt", ""),
        BodyField.TextList("styles"),
        BodyField.Integer("seed", -1),
        BodyField.Integer("subseed", -1),
        BodyField.Number("subseed_strength", "0"),
        BodyField.Integer("seed_resize_from_h", -1),
        BodyField.Integer("seed_resize_from_w", -1),
        BodyField.Text("sampler_name"),
        BodyField.Text("scheduler"),
        BodyField.Integer("batch_size", 1),
        BodyField.Integer("n_iter", 1),
        BodyField.Integer("steps", 50),
        BodyField.Number("cfg_scale", "7.0"),
        BodyField.Integer("width", 512),
        BodyField.Integer("height", 512),
        BodyField.Flag("restore_faces"),
        BodyField.Flag("tiling"),
        BodyField.Flag("do_not_save_samples", false),
        BodyField.Flag("do_not_save_grid", false),
        BodyField.Number("eta"),
        denoisingStrength,
        BodyField.Number("s_min_uncond"),
        BodyField.Number("s_churn"),
        BodyField.Number("s_tmax"),
        BodyField.Number("s_tmin"),
        BodyField.Number("s_noise"),
        BodyField.Object("override_settings", "null"),
        BodyField.Flag("override_settings_restore_afterwards", true),
        BodyField.Text("refiner_checkpoint"),
        BodyField.Number("refiner_switch_at"),
        BodyField.Flag("disable_extra_networks", false),
        BodyField.Text("firstpass_image"),
        BodyField.Object("comments", "null"),
    ];

    private static BodyField[] End() =>
    [
        BodyField.Text("script_name"),
        BodyField.List("script_args", "[]"),
        BodyField.Flag("send_images", true),
        BodyField.Flag("save_images", false),
        BodyField.Object("alwayson_scripts", "{}"),
        BodyField.Text("infotext"),
    ];

    private static IEnumerable<BodyField> Extras() => new[]
    {
        BodyField.Integer("resize_mode", 0) with { Permitted = [0, 1] },
        BodyField.Flag("show_extras_results", true),
        Part("gfpgan_visibility"),
        Part("codeformer_visibility"),
        Part("codeformer_weight"),
        BodyField.Number("upscaling_resize", "2") with { Above = 0 },
        BodyField.Integer("upscaling_resize_w", 512) with { Least = 1 },
        BodyField.Integer("upscaling_resize_h", 512) with { Least = 1 },
        BodyField.Flag("upscaling_crop", true),
        BodyField.Text("upscaler_1", "None"),
        BodyField.Text("upscaler_2", "None"),
        Part("extras_upscaler_2_visibility"),
        BodyField.Flag("upscale_first", false),
    }.Select(field => field with { IsNullable = false });

    private static BodyField Part(string name) => BodyField.Number(name, "0") with { Least = 0, Most = 1 };
}
