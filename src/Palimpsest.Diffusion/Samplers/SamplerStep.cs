namespace Palimpsest.Diffusion.Samplers;

/// <summary>Told about every step of a sampler; the spans are valid during the call only.</summary>
public delegate void SamplerStepHandler(in SamplerStep step);

/// <summary>Where a sampler stands.</summary>
/// <param name="index">Counts from 0.</param>
/// <param name="time">The sigma of <paramref name="x"/> as the model saw it, churn included; timestep samplers: the timestep that was evaluated.</param>
/// <param name="x">[B,C,H,W] before the step; with timestep samplers and DPM adaptive after it.</param>
/// <param name="denoised">The predicted picture x0, [B,C,H,W].</param>
public readonly ref struct SamplerStep(int index, float time, ReadOnlySpan<float> x, ReadOnlySpan<float> denoised)
{
    public int Index { get; } = index;

    public float Time { get; } = time;

    public ReadOnlySpan<float> X { get; } = x;

    public ReadOnlySpan<float> Denoised { get; } = denoised;
}
