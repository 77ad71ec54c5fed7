namespace Palimpsest.Diffusion.Samplers;

/// <summary>A denoiser that combines a prediction with the prompt and one without it, and remembers both.</summary>
public interface IGuidedDenoiser : IDenoiser
{
    /// <summary>The last call's prediction for the first part of each picture's prompt, [B,C,H,W]: what previews show and an interrupted job returns.</summary>
    ReadOnlySpan<float> Conditional { get; }

    /// <summary>The last call's prediction without the prompt, [B,C,H,W]; DDIM CFG++ steps along it.</summary>
    ReadOnlySpan<float> Unconditional { get; }
}
