namespace Palimpsest.Diffusion.Samplers;

/// <summary>
/// What a sampler asks at every step. Samplers over sigma get the denoised picture x0; samplers over timesteps get the noise (epsilon).
/// Guidance, masks and previews are denoisers around denoisers.
/// </summary>
public interface IDenoiser
{
    /// <summary>Writes the prediction for the whole batch.</summary>
    /// <param name="x">The noisy latents, [B,C,H,W].</param>
    /// <param name="time">Sigma, or the timestep (which may be fractional), of every picture of the batch.</param>
    /// <param name="prediction">[B,C,H,W]; never overlaps <paramref name="x"/>.</param>
    void Denoise(ReadOnlySpan<float> x, float time, Span<float> prediction);
}
