using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Guidance;

/// <summary>
/// A denoiser that keeps parts of the original picture. Over sigma its result is blended; over timesteps, where the result is noise, what the model sees is:
/// with the clean original, as in webui.
/// </summary>
public sealed class MaskedDenoiser(IGuidedDenoiser denoiser, ILatentBlend blend, SamplerKind kind) : IGuidedDenoiser
{
    private float[] _blended = [];

    public ReadOnlySpan<float> Conditional => denoiser.Conditional;

    public ReadOnlySpan<float> Unconditional => denoiser.Unconditional;

    public void Denoise(ReadOnlySpan<float> x, float time, Span<float> prediction)
    {
        if (kind != SamplerKind.Timestep)
        {
            denoiser.Denoise(x, time, prediction);
            blend.BlendInPlace(prediction, time);
            return;
        }

        if (_blended.Length != x.Length)
        {
            _blended = new float[x.Length];
        }

        x.CopyTo(_blended);
        blend.BlendInPlace(_blended, time);
        denoiser.Denoise(_blended, time, prediction);
    }
}
