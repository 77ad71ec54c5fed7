namespace Palimpsest.Diffusion.Samplers;

/// <summary>What users may change about a sampler; each takes what it knows. Names as in k-diffusion and webui.</summary>
public sealed record SamplerOptions
{
    public static SamplerOptions Default { get; } = new();

    /// <summary>Fresh noise of ancestral and SDE samplers and of DDIM; null: 1, and 0 for timestep samplers.</summary>
    public double? Eta { get; init; }

    /// <summary>s_churn: extra noise of Euler, Heun and DPM2, spread over all steps.</summary>
    public double Churn { get; init; }

    /// <summary>s_tmin: no churn below this sigma.</summary>
    public double ChurnFrom { get; init; }

    /// <summary>s_tmax: no churn above this sigma; 0 means no limit.</summary>
    public double ChurnTo { get; init; } = double.PositiveInfinity;

    /// <summary>s_noise: factor on fresh noise.</summary>
    public double NoiseScale { get; init; } = 1;

    /// <summary>uni_pc_*.</summary>
    public UniPcOptions UniPc { get; init; } = new();

    /// <summary>sgm_noise_multiplier: txt2img starts from noise·√(1 + σ²) instead of noise·σ.</summary>
    public bool SgmNoiseMultiplier { get; init; }

    /// <summary>img2img_extra_noise: added to the latent beyond what the first sigma asks for.</summary>
    public double ExtraNoise { get; init; }
}
