namespace Palimpsest.Diffusion.Noise;

/// <summary>A Brownian motion over sigma for every picture of a batch: the noise of the SDE samplers.</summary>
public interface IBrownianNoise
{
    /// <summary>
    /// Writes the scaled increment (W(sigmaNext) - W(sigma)) / √|sigmaNext - sigma| for the whole batch, [B,C,H,W]; unit variance.
    /// The same two sigmas always give the same noise, in whatever order they are asked for.
    /// </summary>
    void Increment(float sigma, float sigmaNext, Span<float> destination);
}
