using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation;

/// <summary>webui's options that change a picture or its infotext; the defaults are its. Names in the descriptions are the options'.</summary>
public sealed record GenerationSettings
{
    /// <summary>CLIP_stop_at_last_layers: 1 takes the text encoder's last layer, 2 the one before …</summary>
    public int ClipSkip { get; init; } = 1;

    /// <summary>emphasis.</summary>
    public EmphasisMode Emphasis { get; init; } = EmphasisMode.Original;

    /// <summary>comma_padding_backtrack.</summary>
    public int CommaBacktrack { get; init; } = PromptTokenizer.DefaultCommaBacktrack;

    /// <summary>use_old_scheduling.</summary>
    public bool OldScheduling { get; init; }

    /// <summary>use_old_emphasis_implementation: brackets weigh token by token, without numbers, and a prompt has 75 tokens at most.</summary>
    public bool OldEmphasis { get; init; }

    /// <summary>enable_prompt_comments.</summary>
    public bool PromptComments { get; init; } = true;

    /// <summary>randn_source: "GPU" (which without a GPU is the CPU's generator), "CPU" or "NV".</summary>
    public string RandomSource { get; init; } = "GPU";

    /// <summary>eta_noise_seed_delta.</summary>
    public int EtaNoiseSeedDelta { get; init; }

    /// <summary>The request's eta; null takes the options below.</summary>
    public PythonNumber? Eta { get; init; }

    /// <summary>eta_ancestral.</summary>
    public PythonNumber EtaAncestral { get; init; } = 1.0;

    /// <summary>eta_ddim.</summary>
    public PythonNumber EtaDdim { get; init; } = 0.0;

    /// <summary>The request's s_churn … s_noise; the options, where they differ from these neutral values, win.</summary>
    public ChurnSettings Churn { get; init; } = ChurnSettings.Neutral;

    /// <summary>The options s_churn, s_tmin, s_tmax, s_noise.</summary>
    public ChurnSettings ChurnOptions { get; init; } = ChurnSettings.Neutral;

    /// <summary>s_min_uncond.</summary>
    public PythonNumber SkipUncondBelow { get; init; } = 0.0;

    /// <summary>s_min_uncond_all.</summary>
    public bool SkipUncondBelowAlways { get; init; }

    /// <summary>skip_early_cond.</summary>
    public PythonNumber SkipEarlyCond { get; init; } = 0.0;

    /// <summary>pad_cond_uncond.</summary>
    public bool PadCondUncond { get; init; }

    /// <summary>pad_cond_uncond_v0.</summary>
    public bool PadCondUncondV0 { get; init; }

    /// <summary>batch_cond_uncond: changes the speed, never the picture.</summary>
    public bool BatchCondUncond { get; init; } = true;

    /// <summary>sigma_min, sigma_max, rho; 0 is "not set".</summary>
    public PythonNumber SigmaMin { get; init; } = 0.0;

    public PythonNumber SigmaMax { get; init; } = 0.0;

    public PythonNumber Rho { get; init; } = 0.0;

    /// <summary>beta_dist_alpha, beta_dist_beta.</summary>
    public PythonNumber BetaAlpha { get; init; } = 0.6;

    public PythonNumber BetaBeta { get; init; } = 0.6;

    /// <summary>always_discard_next_to_last_sigma.</summary>
    public bool DiscardNextToLastSigma { get; init; }

    /// <summary>sd_noise_schedule "Zero Terminal SNR".</summary>
    public bool ZeroTerminalSnr { get; init; }

    /// <summary>use_downcasted_alpha_bar.</summary>
    public bool DowncastAlphas { get; init; }

    /// <summary>use_old_karras_scheduler_sigmas.</summary>
    public bool OldKarrasSigmas { get; init; }

    /// <summary>use_old_hires_fix_width_height: with hires fix width and height are the second pass's, see <see cref="HiresFix.Settled"/>.</summary>
    public bool OldHiresSizes { get; init; }

    /// <summary>no_dpmpp_sde_batch_determinism: one Brownian motion for the whole batch, so that a picture depends on its batch.</summary>
    public bool SdeNoiseOfBatch { get; init; }

    /// <summary>sgm_noise_multiplier.</summary>
    public bool SgmNoiseMultiplier { get; init; }

    /// <summary>enable_quantization.</summary>
    public bool QuantizeTimesteps { get; init; }

    /// <summary>The UniPC options.</summary>
    public Samplers.UniPcOptions UniPc { get; init; } = new();

    /// <summary>initial_noise_multiplier.</summary>
    public PythonNumber InitialNoiseMultiplier { get; init; } = 1.0;

    /// <summary>img2img_extra_noise.</summary>
    public PythonNumber ExtraNoise { get; init; } = 0.0;

    /// <summary>img2img_fix_steps.</summary>
    public bool FixSteps { get; init; }

    /// <summary>img2img_color_correction: the finished picture gets the colours of the one it began as.</summary>
    public bool ColourCorrection { get; init; }

    /// <summary>overlay_inpaint: the original is laid over what is not masked. Without it an "only masked" picture is not put back into its place.</summary>
    public bool OverlayInpaint { get; init; } = true;

    /// <summary>inpainting_mask_weight, 0 to 1: how much of the masked part inpainting checkpoints do not get to see.</summary>
    public PythonNumber InpaintingMaskWeight { get; init; } = 1.0;

    /// <summary>return_mask: pictures come with their mask.</summary>
    public bool ReturnMask { get; init; }

    /// <summary>return_mask_composite: and with their masked part alone.</summary>
    public bool ReturnMaskComposite { get; init; }

    /// <summary>save_mask, save_mask_composite: the same among <see cref="GeneratedPicture.Beside"/>, to be saved and not returned.</summary>
    public bool SaveMask { get; init; }

    public bool SaveMaskComposite { get; init; }

    /// <summary>save_images_before_highres_fix: pictures come with what the first pass made.</summary>
    public bool SaveBeforeHires { get; init; }

    /// <summary>save_images_before_color_correction: pictures come with what they were before their colours were corrected.</summary>
    public bool SaveBeforeColourCorrection { get; init; }

    /// <summary>save_init_img: the pictures to begin with are saved under their hash, which the infotext tells.</summary>
    public bool SaveInitPictures { get; init; }

    /// <summary>refiner_switch_by_sample_steps: the refiner takes over after a part of the steps, not of the noise.</summary>
    public bool RefinerSwitchBySteps { get; init; }

    /// <summary>hires_fix_refiner_pass: "first pass", "second pass" or "both passes".</summary>
    public string HiresRefinerPass { get; init; } = "second pass";

    /// <summary>hires_fix_use_firstpass_conds: the second pass's prompts are encoded under the networks that the first pass's prompt names.</summary>
    public bool HiresUsesFirstNetworks { get; init; }

    /// <summary>token_merging_ratio, 0 to 0.9: the part of the tokens that self attention merges, for speed.</summary>
    public PythonNumber TokenMergingRatio { get; init; } = 0.0;

    /// <summary>token_merging_ratio_img2img; 0: the one above.</summary>
    public PythonNumber TokenMergingRatioImg2Img { get; init; } = 0.0;

    /// <summary>token_merging_ratio_hr, of hires fix's second pass; 0: the first one.</summary>
    public PythonNumber TokenMergingRatioHires { get; init; } = 0.0;

    /// <summary>img2img_background_color.</summary>
    public Rgb BackgroundColor { get; init; } = Rgb.White;

    /// <summary>grid_background_color: behind the pictures of a grid, and under its labels.</summary>
    public Rgb GridBackground { get; init; } = Rgb.White;

    /// <summary>grid_text_active_color, grid_text_inactive_color: of labels, and of those that are struck out.</summary>
    public Rgb GridText { get; init; } = new(0, 0, 0);

    public Rgb GridTextInactive { get; init; } = new(0x99, 0x99, 0x99);

    /// <summary>img_max_size_mp: a script's grid has fewer megapixels.</summary>
    public PythonNumber MostGridMegapixels { get; init; } = 200;

    /// <summary>upscaler_for_img2img: "None", "Lanczos", "Nearest", or "" for none.</summary>
    public string Upscaler { get; init; } = "";

    /// <summary>sd_vae_encode_method, sd_vae_decode_method: "Full", or "TAESD" for the small autoencoder, whose files must be there.</summary>
    public string VaeEncoder { get; init; } = "Full";

    public string VaeDecoder { get; init; } = "Full";

    /// <summary>sd_lora, sd_hypernetwork: networks that are added to every prompt which does not name them; "None" for none.</summary>
    public string AddedLora { get; init; } = "None";

    public string AddedHypernetwork { get; init; } = "None";

    /// <summary>extra_networks_default_multiplier: how strongly the added ones act.</summary>
    public PythonNumber AddedNetworkMultiplier { get; init; } = 1.0;

    /// <summary>lora_add_hashes_to_infotext, textual_inversion_add_hashes_to_infotext, lora_bundled_ti_to_infotext.</summary>
    public bool LoraHashesInInfotext { get; init; } = true;

    public bool EmbeddingHashesInInfotext { get; init; } = true;

    public bool BundledEmbeddingsInInfotext { get; init; } = true;

    /// <summary>add_model_hash_to_info, add_model_name_to_info, add_vae_hash_to_info, add_vae_name_to_info, add_version_to_infotext.</summary>
    public bool ModelHashInInfotext { get; init; } = true;

    public bool ModelNameInInfotext { get; init; } = true;

    public bool VaeHashInInfotext { get; init; } = true;

    public bool VaeNameInInfotext { get; init; } = true;

    public bool VersionInInfotext { get; init; } = true;

    /// <summary>What the infotext calls the program.</summary>
    public string Version { get; init; } = ProgramVersion.Text;

    /// <summary>How prompts are read.</summary>
    internal PromptOptions Prompts => new(Emphasis, CommaBacktrack, OldScheduling, OldEmphasis);
}
