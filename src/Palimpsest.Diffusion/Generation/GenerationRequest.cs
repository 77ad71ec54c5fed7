using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation;

/// <summary>One job: what pictures to make. Names and defaults are those of webui's page.</summary>
public sealed record GenerationRequest
{
    /// <summary>A random seed is below this, as in webui.</summary>
    public const long RandomSeeds = 4294967294;

    public string Prompt { get; init; } = "";

    public string NegativePrompt { get; init; } = "";

    /// <summary>
    /// The pictures to begin with, 1 to 4 channels, as webui reads them (<see cref="DecodedPicture.ToWebuiPicture"/>). None: txt2img.
    /// One serves the whole batch; several make a batch of their own.
    /// </summary>
    public IReadOnlyList<Picture> InitPictures { get; init; } = [];

    /// <summary>Begin with the noise behind the picture; null: with fresh noise.</summary>
    public NoiseInversion? Inversion { get; init; }

    /// <summary>Paint only a part of the picture anew; null: all of it.</summary>
    public Inpainting? Inpainting { get; init; }

    public ResizeMode ResizeMode { get; init; } = ResizeMode.JustResize;

    /// <summary>How much of the picture may change, 0 to 1; in txt2img only of hires fix. Written to the infotext as it is: 1 or 1.0.</summary>
    public PythonNumber DenoisingStrength { get; init; } = 0.75;

    /// <summary>How closely to follow the prompt; written to the infotext as it is: 7 or 7.0.</summary>
    public PythonNumber CfgScale { get; init; } = 7;

    /// <summary>How closely an edit model (instruct-pix2pix) keeps to the picture; other models do not use it. Null, and 1: guidance by the prompt alone.</summary>
    public PythonNumber? ImageCfgScale { get; init; }

    public int Steps { get; init; } = 20;

    /// <summary>A name of <see cref="Samplers.SamplerCatalog"/>; may end in a scheduler's name.</summary>
    public string Sampler { get; init; } = "DPM++ 2M";

    public string Scheduler { get; init; } = "Automatic";

    /// <summary>The first picture's; -1 draws one. Each next picture has the next number.</summary>
    public long Seed { get; init; } = -1;

    /// <summary>Variation seed of the first picture; -1 draws one.</summary>
    public long Subseed { get; init; } = -1;

    /// <summary>0: the seed alone; 1: the variation seed alone.</summary>
    public PythonNumber SubseedStrength { get; init; } = 0;

    /// <summary>Pixels of the picture whose noise is to be kept; both above 0 or none.</summary>
    public int SeedResizeFromWidth { get; init; } = -1;

    public int SeedResizeFromHeight { get; init; } = -1;

    /// <summary>Pixels. A picture has a multiple of 8; what is beyond is cut off, as in webui.</summary>
    public int Width { get; init; } = 512;

    public int Height { get; init; } = 512;

    /// <summary>Pictures made at once.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Batches, one after the other.</summary>
    public int BatchCount { get; init; } = 1;

    /// <summary>A second, larger pass of txt2img; null: none. <see cref="Width"/> and <see cref="Height"/> are the first pass's then.</summary>
    public HiresFix? Hires { get; init; }

    /// <summary>The checkpoint to use, by a file's path or name; see <see cref="CheckpointShelf"/>. Null: the generator's own.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>
    /// The autoencoder to use in place of the generator's: the name of a file in a VAE folder, None for the checkpoint's own, Automatic for webui's choice.
    /// Null: the generator's.
    /// </summary>
    public string? Vae { get; init; }

    /// <summary>Where <see cref="Vae"/> is null: how checkpoints beside the generator's own (refiner, hires fix, axes) find theirs. Null: they use their own.</summary>
    public VaeRule? VaeOfOthers { get; init; }

    /// <summary>Another checkpoint that takes over on the way; null: none.</summary>
    public Refiner? Refiner { get; init; }

    /// <summary>Pictures whose edges meet.</summary>
    public bool Tiling { get; init; }

    /// <summary>The styles that scripts may name; those of the request itself are in its prompts already.</summary>
    public IReadOnlyList<PromptStyle> KnownStyles { get; init; } = [];

    /// <summary>What the infotext says besides, of how the request came about: "Wildcard prompt".</summary>
    public IReadOnlyList<(string Key, string Value)> ExtraParameters { get; init; } = [];

    public GenerationSettings Settings { get; init; } = new();

    /// <exception cref="GenerationException">A value is out of range; the message says which and what is allowed.</exception>
    public void Validate()
    {
        Check(nameof(Steps), Steps, 1, Schedules.ModelSigmas.TrainingTimesteps);
        Check(nameof(Width), Width, 8, PictureSides.Longest);
        Check(nameof(Height), Height, 8, PictureSides.Longest);
        Check("Batch size", BatchSize, 1, 1024);
        Check("Batch count", BatchCount, 1, 100_000);
        Check("Denoising strength", DenoisingStrength.Value, 0, 1);
        Check("Variation seed strength", SubseedStrength.Value, 0, 1);
        Check("CFG scale", CfgScale.Value, -1000, 1000);
        Check("Image CFG scale", ImageCfgScale?.Value ?? 0, -1000, 1000);
        Check("Conditional mask weight", Settings.InpaintingMaskWeight.Value, 0, 1);
        Check("Token merging ratio", Settings.TokenMergingRatio.Value, 0, 0.9);
        Check("Token merging ratio for img2img", Settings.TokenMergingRatioImg2Img.Value, 0, 0.9);
        Check("Token merging ratio for high-res pass", Settings.TokenMergingRatioHires.Value, 0, 0.9);
        Check("Clip skip", Settings.ClipSkip, 1, 12);
        Check("Refiner switch at", Refiner?.SwitchAt?.Value ?? 1, 0, 1);
        if (Settings.HiresRefinerPass is not ("first pass" or "second pass" or "both passes"))
        {
            throw new GenerationException($"Hires refiner pass is '{Settings.HiresRefinerPass}', but must be first pass, second pass or both passes.");
        }

        Hires?.Validate(this);
        if (Seed < -1 || Subseed < -1)
        {
            throw new GenerationException("A seed must be 0 or more, or -1 to draw one.");
        }

        if (Inpainting is not null && InitPictures.Count == 0)
        {
            throw new GenerationException("There is a mask but no picture to paint on: give a picture to begin with (img2img), or no mask.");
        }

        Inpainting?.Validate();

        long last = long.MaxValue - (((long)BatchSize * BatchCount) - 1);
        if (Seed > last || Subseed > last)
        {
            throw new GenerationException($"A seed of {Math.Max(Seed, Subseed)} leaves no numbers for {(long)BatchSize * BatchCount} pictures: use {last} at most.");
        }

        if (InitPictures.Count > 1 && InitPictures.Count > BatchSize)
        {
            throw new GenerationException($"{InitPictures.Count} init pictures do not fit a batch of {BatchSize}: give one, or raise the batch size.");
        }
    }

    internal static void Check(string field, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            throw new GenerationException($"{field} is {value:0.######}, but must be between {least:0.######} and {most:0.######}.");
        }
    }
}
