using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Tests.Samplers;

/// <summary>The elementwise models of the reference trajectories (sampling/README.md, "Trajectories"); remembers when it was called.</summary>
internal sealed class ToyDenoiser(bool timesteps) : IGuidedDenoiser
{
    private float[] _unconditional = [];

    public List<float> Times { get; } = [];

    public ReadOnlySpan<float> Conditional => throw new NotSupportedException();

    public ReadOnlySpan<float> Unconditional => _unconditional;

    public void Denoise(ReadOnlySpan<float> x, float time, Span<float> prediction)
    {
        Times.Add(time);
        _unconditional = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            float scale = 0.05f + (0.9f * (time / 1000));
            prediction[i] = timesteps
                ? (x[i] * scale) + (0.2f * MathF.Sin((3 * x[i]) + (time / 250)))
                : (x[i] * 0.25f / (0.25f + (time * time))) + (0.2f * MathF.Sin((3 * x[i]) + time) * time / (1 + time));
            _unconditional[i] = (x[i] * scale) - (0.1f * MathF.Sin(2 * x[i]));
        }
    }
}
