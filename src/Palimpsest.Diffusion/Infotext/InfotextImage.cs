namespace Palimpsest.Diffusion.Infotext;

/// <summary>
/// What an infotext says of one image, in webui's words. Null leaves a field out; the options that hide fields (model hash, VAE
/// name, version …) are the caller's, who then passes null.
/// </summary>
public sealed record InfotextImage
{
    /// <summary>The prompt after styles and comments, extra-network tags included.</summary>
    public required string Prompt { get; init; }

    public string NegativePrompt { get; init; } = "";

    public required int Steps { get; init; }

    public required string Sampler { get; init; }

    /// <summary>The scheduler's label.</summary>
    public string? ScheduleType { get; init; }

    public required PythonNumber CfgScale { get; init; }

    /// <summary>Only of models that edit after an instruction.</summary>
    public PythonNumber? ImageCfgScale { get; init; }

    public required long Seed { get; init; }

    /// <summary>The face restoration model, if faces were restored.</summary>
    public string? FaceRestoration { get; init; }

    /// <summary>Pixels; with hires fix those of the first pass.</summary>
    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Ten hexadecimal digits.</summary>
    public string? ModelHash { get; init; }

    public string? Model { get; init; }

    public string? Fp8Weight { get; init; }

    public bool? CacheFp16WeightForLora { get; init; }

    public string? VaeHash { get; init; }

    public string? Vae { get; init; }

    public long VariationSeed { get; init; }

    /// <summary>Zero leaves out both variation fields.</summary>
    public PythonNumber VariationSeedStrength { get; init; }

    /// <summary>Written when both sides are above zero.</summary>
    public (int Width, int Height) SeedResizeFrom { get; init; }

    public PythonNumber? DenoisingStrength { get; init; }

    /// <summary>Only where the model is conditioned on an inpainting mask.</summary>
    public PythonNumber? ConditionalMaskWeight { get; init; }

    /// <summary>Written when above 1.</summary>
    public int ClipSkip { get; init; } = 1;

    /// <summary>The eta noise seed delta, where the sampler used it.</summary>
    public PythonNumber? EtaNoiseSeedDelta { get; init; }

    /// <summary>Zero leaves it out.</summary>
    public PythonNumber TokenMergingRatio { get; init; }

    /// <summary>Zero leaves it out.</summary>
    public PythonNumber TokenMergingRatioHires { get; init; }

    public string? InitImageHash { get; init; }

    /// <summary>The noise source; webui's default "GPU" is not written.</summary>
    public string? RandomSource { get; init; }

    public bool Tiling { get; init; }

    /// <summary>What the parts of the pipeline add. A key of the fixed fields changes that field and keeps its place.</summary>
    public InfotextParameters Extra { get; init; } = new();

    /// <summary>The program's name and version, such as "Palimpsest 0.1.0".</summary>
    public string? Version { get; init; }

    public string? User { get; init; }
}
