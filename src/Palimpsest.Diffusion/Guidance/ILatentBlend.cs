namespace Palimpsest.Diffusion.Guidance;

/// <summary>Brings the original picture back where it must stay, while sampling.</summary>
public interface ILatentBlend
{
    /// <summary>Blends the original into the latents in place.</summary>
    /// <param name="latents">[B,C,H,W].</param>
    /// <param name="time">Sigma, or the timestep: soft inpainting depends on it.</param>
    void BlendInPlace(Span<float> latents, float time);
}
