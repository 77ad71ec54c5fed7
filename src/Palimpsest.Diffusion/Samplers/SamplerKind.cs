namespace Palimpsest.Diffusion.Samplers;

/// <summary>What a sampler runs over, and so what its denoiser predicts.</summary>
public enum SamplerKind
{
    /// <summary>Sigmas; the denoised picture.</summary>
    Sigma,

    /// <summary>Sigmas of LCM's own table; the denoised picture by LCM's consistency function.</summary>
    Lcm,

    /// <summary>Timesteps; the noise. The scheduler is ignored.</summary>
    Timestep,
}
