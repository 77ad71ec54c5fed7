using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Options;

/// <summary>webui's settings that change pictures or their infotexts and that this program has, with webui's names, ranges and defaults (webui.md 13).</summary>
public static class WebuiOptions
{
    private const double NoLimit = double.PositiveInfinity;

    public static IReadOnlyList<WebuiOption> All { get; } = [.. Model(), .. Img2Img(), .. Guidance(), .. Samplers(), .. Compatibility(), .. Networks(), .. Infotext(), .. Saving(), .. Grids()];

    /// <summary>The option of that name, whatever the case.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public static WebuiOption Find(string name) =>
        All.FirstOrDefault(option => option.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"there is no option '{name}'; did you mean '{NearestName.To(name, All.Select(option => option.Name))}'?");

    /// <summary>The option that an infotext's key restores; null when there is none. Both spellings of the beta schedule's keys count.</summary>
    public static WebuiOption? ForInfotextKey(string key) =>
        All.FirstOrDefault(option => option.InfotextKey == key || (option.InfotextKey is not null && option.InfotextKey.Replace("scheduler", "schedule", StringComparison.Ordinal) == key));

    private static IEnumerable<WebuiOption> Model() =>
    [
        WebuiOption.Choice("emphasis", "Emphasis mode", "Emphasis", ["None", "Ignore", "Original", "No norm"], s => Emphasis.ToOption(s.Emphasis), (s, v) => s with { Emphasis = Emphasis.FromOption(v) }),
        WebuiOption.Integer("comma_padding_backtrack", "Prompt word wrap length limit", null, 0, 74, s => s.CommaBacktrack, (s, v) => s with { CommaBacktrack = v }),
        WebuiOption.Integer("CLIP_stop_at_last_layers", "Clip skip", "Clip skip", 1, 12, s => s.ClipSkip, (s, v) => s with { ClipSkip = v }),
        WebuiOption.Choice("randn_source", "Random number generator source", "RNG", ["GPU", "CPU", "NV"], s => s.RandomSource, (s, v) => s with { RandomSource = v }),
        WebuiOption.Flag("enable_quantization", "Enable quantization in K samplers for sharper and cleaner results. This may change existing seeds", null, s => s.QuantizeTimesteps, (s, v) => s with { QuantizeTimesteps = v }),
        WebuiOption.Flag("enable_prompt_comments", "Enable comments", null, s => s.PromptComments, (s, v) => s with { PromptComments = v }),
        WebuiOption.Flag("refiner_switch_by_sample_steps", "Switch to refiner by sampling steps instead of model timesteps", "Refiner switch by sampling steps", s => s.RefinerSwitchBySteps, (s, v) => s with { RefinerSwitchBySteps = v }),
        WebuiOption.Choice("hires_fix_refiner_pass", "Hires fix: which pass to enable refiner for", "Hires refiner", ["first pass", "second pass", "both passes"], s => s.HiresRefinerPass, (s, v) => s with { HiresRefinerPass = v }),
        WebuiOption.Flag("hires_fix_use_firstpass_conds", "For hires fix, calculate conds of second pass using extra networks of first pass", null, s => s.HiresUsesFirstNetworks, (s, v) => s with { HiresUsesFirstNetworks = v }),
        WebuiOption.Number("token_merging_ratio", "Token merging ratio", "Token merging ratio", 0, 0.9, s => s.TokenMergingRatio, (s, v) => s with { TokenMergingRatio = v }),
        WebuiOption.Number("token_merging_ratio_img2img", "Token merging ratio for img2img", null, 0, 0.9, s => s.TokenMergingRatioImg2Img, (s, v) => s with { TokenMergingRatioImg2Img = v }),
        WebuiOption.Number("token_merging_ratio_hr", "Token merging ratio for high-res pass", "Token merging ratio hr", 0, 0.9, s => s.TokenMergingRatioHires, (s, v) => s with { TokenMergingRatioHires = v }),
    ];

    private static IEnumerable<WebuiOption> Img2Img() =>
    [
        WebuiOption.Number("initial_noise_multiplier", "Noise multiplier for img2img", "Noise multiplier", 0, 1.5, s => s.InitialNoiseMultiplier, (s, v) => s with { InitialNoiseMultiplier = v }),
        WebuiOption.Number("img2img_extra_noise", "Extra noise multiplier for img2img and hires fix", "Extra noise", 0, 1, s => s.ExtraNoise, (s, v) => s with { ExtraNoise = v }),
        WebuiOption.Flag("img2img_fix_steps", "With img2img, do exactly the amount of steps the slider specifies", null, s => s.FixSteps, (s, v) => s with { FixSteps = v }),
        WebuiOption.Flag("img2img_color_correction", "Apply color correction to img2img results to match original colors", null, s => s.ColourCorrection, (s, v) => s with { ColourCorrection = v }),
        WebuiOption.Number("inpainting_mask_weight", "Inpainting conditioning mask strength", "Conditional mask weight", 0, 1, s => s.InpaintingMaskWeight, (s, v) => s with { InpaintingMaskWeight = v }),
        WebuiOption.Flag("overlay_inpaint", "Overlay original for inpaint", null, s => s.OverlayInpaint, (s, v) => s with { OverlayInpaint = v }),
        WebuiOption.Flag("return_mask", "For inpainting, include the greyscale mask in results for web", null, s => s.ReturnMask, (s, v) => s with { ReturnMask = v }),
        WebuiOption.Flag("return_mask_composite", "For inpainting, include masked composite in results for web", null, s => s.ReturnMaskComposite, (s, v) => s with { ReturnMaskComposite = v }),
        WebuiOption.Colour("img2img_background_color", "With img2img, fill transparent parts of the input image with this color", s => s.BackgroundColor, (s, v) => s with { BackgroundColor = v }),
        WebuiOption.Choice("upscaler_for_img2img", "Upscaler for img2img", null, ["None", "Lanczos", "Nearest"], s => s.Upscaler, (s, v) => s with { Upscaler = v }),
    ];

    private static IEnumerable<WebuiOption> Guidance() =>
    [
        WebuiOption.Number("s_min_uncond", "Negative Guidance minimum sigma", "NGMS", 0, 15, s => s.SkipUncondBelow, (s, v) => s with { SkipUncondBelow = v }),
        WebuiOption.Flag("s_min_uncond_all", "Negative Guidance minimum sigma all steps", "NGMS all steps", s => s.SkipUncondBelowAlways, (s, v) => s with { SkipUncondBelowAlways = v }),
        WebuiOption.Number("skip_early_cond", "Ignore negative prompt during early sampling", "Skip Early CFG", 0, 1, s => s.SkipEarlyCond, (s, v) => s with { SkipEarlyCond = v }),
        WebuiOption.Flag("pad_cond_uncond", "Pad prompt/negative prompt", "Pad conds", s => s.PadCondUncond, (s, v) => s with { PadCondUncond = v }),
        WebuiOption.Flag("pad_cond_uncond_v0", "Pad prompt/negative prompt (v0)", "Pad conds v0", s => s.PadCondUncondV0, (s, v) => s with { PadCondUncondV0 = v }),
        WebuiOption.Flag("batch_cond_uncond", "Batch cond/uncond", null, s => s.BatchCondUncond, (s, v) => s with { BatchCondUncond = v }),
    ];

    private static IEnumerable<WebuiOption> Samplers() =>
    [
        WebuiOption.Number("eta_ddim", "Eta for DDIM", "Eta DDIM", 0, 1, s => s.EtaDdim, (s, v) => s with { EtaDdim = v }),
        WebuiOption.Number("eta_ancestral", "Eta for k-diffusion samplers", "Eta", 0, 1, s => s.EtaAncestral, (s, v) => s with { EtaAncestral = v }),
        WebuiOption.Number("s_churn", "sigma churn", "Sigma churn", 0, 100, s => s.ChurnOptions.Churn, (s, v) => s with { ChurnOptions = s.ChurnOptions with { Churn = v } }),
        WebuiOption.Number("s_tmin", "sigma tmin", "Sigma tmin", 0, 10, s => s.ChurnOptions.From, (s, v) => s with { ChurnOptions = s.ChurnOptions with { From = v } }),
        WebuiOption.Number("s_tmax", "sigma tmax", "Sigma tmax", 0, 999, s => s.ChurnOptions.To, (s, v) => s with { ChurnOptions = s.ChurnOptions with { To = v } }),
        WebuiOption.Number("s_noise", "sigma noise", "Sigma noise", 0, 1.1, s => s.ChurnOptions.NoiseScale, (s, v) => s with { ChurnOptions = s.ChurnOptions with { NoiseScale = v } }),
        WebuiOption.Number("sigma_min", "sigma min", "Schedule min sigma", 0, NoLimit, s => s.SigmaMin, (s, v) => s with { SigmaMin = v }),
        WebuiOption.Number("sigma_max", "sigma max", "Schedule max sigma", 0, NoLimit, s => s.SigmaMax, (s, v) => s with { SigmaMax = v }),
        WebuiOption.Number("rho", "rho", "Schedule rho", 0, NoLimit, s => s.Rho, (s, v) => s with { Rho = v }),
        WebuiOption.Integer("eta_noise_seed_delta", "Eta noise seed delta", "ENSD", int.MinValue, int.MaxValue, s => s.EtaNoiseSeedDelta, (s, v) => s with { EtaNoiseSeedDelta = v }),
        WebuiOption.Flag("always_discard_next_to_last_sigma", "Always discard next-to-last sigma", "Discard penultimate sigma", s => s.DiscardNextToLastSigma, (s, v) => s with { DiscardNextToLastSigma = v }),
        WebuiOption.Flag("sgm_noise_multiplier", "SGM noise multiplier", "SGM noise multiplier", s => s.SgmNoiseMultiplier, (s, v) => s with { SgmNoiseMultiplier = v }),
        WebuiOption.Choice("uni_pc_variant", "UniPC variant", "UniPC variant", UniPcNames.Variants, s => UniPcNames.Of(s.UniPc.Variant), (s, v) => s with { UniPc = s.UniPc with { Variant = UniPcNames.Variant(v) } }),
        WebuiOption.Choice("uni_pc_skip_type", "UniPC skip type", "UniPC skip type", UniPcNames.Spacings, s => UniPcNames.Of(s.UniPc.Spacing), (s, v) => s with { UniPc = s.UniPc with { Spacing = UniPcNames.Spacing(v) } }),
        WebuiOption.Integer("uni_pc_order", "UniPC order", "UniPC order", 1, 50, s => s.UniPc.Order, (s, v) => s with { UniPc = s.UniPc with { Order = v } }),
        WebuiOption.Flag("uni_pc_lower_order_final", "UniPC lower order final", "UniPC lower order final", s => s.UniPc.LowerOrderFinal, (s, v) => s with { UniPc = s.UniPc with { LowerOrderFinal = v } }),
        WebuiOption.Choice("sd_noise_schedule", "Noise schedule for sampling", "Noise Schedule", ["Default", "Zero Terminal SNR"], s => s.ZeroTerminalSnr ? "Zero Terminal SNR" : "Default", (s, v) => s with { ZeroTerminalSnr = v != "Default" }),
        WebuiOption.Number("beta_dist_alpha", "Beta scheduler - alpha", "Beta scheduler alpha", 0.01, 1, s => s.BetaAlpha, (s, v) => s with { BetaAlpha = v }),
        WebuiOption.Number("beta_dist_beta", "Beta scheduler - beta", "Beta scheduler beta", 0.01, 1, s => s.BetaBeta, (s, v) => s with { BetaBeta = v }),
    ];

    private static IEnumerable<WebuiOption> Compatibility() =>
    [
        WebuiOption.Flag("use_old_emphasis_implementation", "Use old emphasis implementation. Can be useful to reproduce old seeds", null, s => s.OldEmphasis, (s, v) => s with { OldEmphasis = v }),
        WebuiOption.Flag("use_old_karras_scheduler_sigmas", "Use old karras scheduler sigmas (0.1 to 10)", null, s => s.OldKarrasSigmas, (s, v) => s with { OldKarrasSigmas = v }),
        WebuiOption.Flag("no_dpmpp_sde_batch_determinism", "Do not make DPM++ SDE deterministic across different batch sizes", null, s => s.SdeNoiseOfBatch, (s, v) => s with { SdeNoiseOfBatch = v }),
        WebuiOption.Flag("use_old_hires_fix_width_height", "For hires fix, use width/height sliders to set final resolution rather than first pass (disables Upscale by, Resize width/height to)", null, s => s.OldHiresSizes, (s, v) => s with { OldHiresSizes = v }),
        WebuiOption.Flag("use_old_scheduling", "Use old prompt editing timelines", "Old prompt editing timelines", s => s.OldScheduling, (s, v) => s with { OldScheduling = v }),
        WebuiOption.Flag("use_downcasted_alpha_bar", "Downcast model alphas_cumprod to fp16 before sampling. For reproducing old seeds", "Downcast alphas_cumprod", s => s.DowncastAlphas, (s, v) => s with { DowncastAlphas = v }),
    ];

    private static IEnumerable<WebuiOption> Networks() =>
    [
        WebuiOption.Text("sd_lora", "Add network to prompt", null, "None, or the name of a LoRA", text => text, s => s.AddedLora, (s, v) => s with { AddedLora = v }),
        WebuiOption.Text("sd_hypernetwork", "Add hypernetwork to prompt", null, "None, or the name of a hypernetwork", text => text, s => s.AddedHypernetwork, (s, v) => s with { AddedHypernetwork = v }),
        WebuiOption.Number("extra_networks_default_multiplier", "Default multiplier for extra networks", null, 0, 2, s => s.AddedNetworkMultiplier, (s, v) => s with { AddedNetworkMultiplier = v }),
        WebuiOption.Choice("sd_vae_encode_method", "VAE type for encode", "VAE Encoder", ["Full", "TAESD"], s => s.VaeEncoder, (s, v) => s with { VaeEncoder = v }),
        WebuiOption.Choice("sd_vae_decode_method", "VAE type for decode", "VAE Decoder", ["Full", "TAESD"], s => s.VaeDecoder, (s, v) => s with { VaeDecoder = v }),
        WebuiOption.Flag("lora_add_hashes_to_infotext", "Add Lora hashes to infotext", null, s => s.LoraHashesInInfotext, (s, v) => s with { LoraHashesInInfotext = v }),
        WebuiOption.Flag("textual_inversion_add_hashes_to_infotext", "Add Textual Inversion hashes to infotext", null, s => s.EmbeddingHashesInInfotext, (s, v) => s with { EmbeddingHashesInInfotext = v }),
        WebuiOption.Flag("lora_bundled_ti_to_infotext", "Add Lora name as TI hashes for bundled Textual Inversion", null, s => s.BundledEmbeddingsInInfotext, (s, v) => s with { BundledEmbeddingsInInfotext = v }),
    ];

    private static IEnumerable<WebuiOption> Saving() =>
    [
        WebuiOption.Flag("save_images_before_highres_fix", "Save a copy of image before applying highres fix", null, s => s.SaveBeforeHires, (s, v) => s with { SaveBeforeHires = v }),
        WebuiOption.Flag("save_images_before_color_correction", "Save a copy of image before applying color correction to img2img results", null, s => s.SaveBeforeColourCorrection, (s, v) => s with { SaveBeforeColourCorrection = v }),
        WebuiOption.Flag("save_mask", "For inpainting, save a copy of the greyscale mask", null, s => s.SaveMask, (s, v) => s with { SaveMask = v }),
        WebuiOption.Flag("save_mask_composite", "For inpainting, save a masked composite", null, s => s.SaveMaskComposite, (s, v) => s with { SaveMaskComposite = v }),
        WebuiOption.Flag("save_init_img", "Save init images when using img2img", null, s => s.SaveInitPictures, (s, v) => s with { SaveInitPictures = v }),
    ];

    private static IEnumerable<WebuiOption> Grids() =>
    [
        WebuiOption.Colour("grid_background_color", "Background color for image grids", s => s.GridBackground, (s, v) => s with { GridBackground = v }),
        WebuiOption.Colour("grid_text_active_color", "Text color for image grids", s => s.GridText, (s, v) => s with { GridText = v }),
        WebuiOption.Colour("grid_text_inactive_color", "Inactive text color for image grids", s => s.GridTextInactive, (s, v) => s with { GridTextInactive = v }),
        WebuiOption.Number("img_max_size_mp", "Maximum image size", null, 0, NoLimit, s => s.MostGridMegapixels, (s, v) => s with { MostGridMegapixels = v }),
    ];

    private static IEnumerable<WebuiOption> Infotext() =>
    [
        WebuiOption.Flag("add_model_hash_to_info", "Add model hash to infotext", null, s => s.ModelHashInInfotext, (s, v) => s with { ModelHashInInfotext = v }),
        WebuiOption.Flag("add_model_name_to_info", "Add model name to infotext", null, s => s.ModelNameInInfotext, (s, v) => s with { ModelNameInInfotext = v }),
        WebuiOption.Flag("add_vae_hash_to_info", "Add VAE hash to infotext", null, s => s.VaeHashInInfotext, (s, v) => s with { VaeHashInInfotext = v }),
        WebuiOption.Flag("add_vae_name_to_info", "Add VAE name to infotext", null, s => s.VaeNameInInfotext, (s, v) => s with { VaeNameInInfotext = v }),
        WebuiOption.Flag("add_version_to_infotext", "Add program version to infotext", null, s => s.VersionInInfotext, (s, v) => s with { VersionInInfotext = v }),
    ];
}
