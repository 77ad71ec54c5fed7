using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>One run of a sampler: the latents it works on and everything it may ask for.</summary>
public sealed class SamplerRun
{
    private float[]? _noise;

    /// <summary>The latents, [B,C,H,W]: the start, and in the end the result.</summary>
    public required float[] X { get; init; }

    public required IDenoiser Denoiser { get; init; }

    public required ModelSigmas Model { get; init; }

    /// <summary>Descending sigmas of the steps, normally with a 0 at the end; empty for timestep samplers.</summary>
    public IReadOnlyList<float> Sigmas { get; init; } = [];

    /// <summary>Ascending timesteps; empty for samplers over sigma.</summary>
    public IReadOnlyList<int> Timesteps { get; init; } = [];

    /// <summary>Where DPM fast and DPM adaptive run, which take no list of sigmas.</summary>
    public SolverRange Range { get; init; }

    /// <summary>UniPC begins at its first timestep instead of at pure noise.</summary>
    public bool StartsFromImage { get; init; }

    public SamplerOptions Options { get; init; } = SamplerOptions.Default;

    /// <summary>Fresh noise of samplers that need some.</summary>
    public INoiseStream? Noise { get; init; }

    /// <summary>Fresh noise of the SDE samplers.</summary>
    public IBrownianNoise? Brownian { get; init; }

    public SamplerStepHandler? OnStep { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Steps over sigma.</summary>
    internal int Steps => Sigmas.Count - 1;

    internal float Eta => (float)(Options.Eta ?? (Timesteps.Count > 0 ? 0 : 1));

    internal float NoiseScale => (float)Options.NoiseScale;

    internal float[] NewLatent() => new float[X.Length];

    /// <exception cref="OperationCanceledException">The run was cancelled; <see cref="X"/> is somewhere between two steps.</exception>
    internal void Denoise(ReadOnlySpan<float> x, float time, Span<float> prediction)
    {
        Cancellation.ThrowIfCancellationRequested();
        Denoiser.Denoise(x, time, prediction);
    }

    internal void Report(int index, float time, ReadOnlySpan<float> x, ReadOnlySpan<float> denoised) => OnStep?.Invoke(new SamplerStep(index, time, x, denoised));

    /// <summary>x += scale · fresh noise. The noise is drawn also at scale 0: the draws that follow depend on it.</summary>
    internal void AddNoise(Span<float> x, float scale)
    {
        _noise ??= NewLatent();
        INoiseStream noise = Noise ?? throw new InvalidOperationException("This sampler draws fresh noise: give the run a noise stream.");
        noise.Next(_noise);
        Latent.Add(x, scale, _noise);
    }

    /// <summary>x += scale · the Brownian increment between two sigmas.</summary>
    internal void AddBrownian(Span<float> x, float sigma, float sigmaNext, float scale)
    {
        _noise ??= NewLatent();
        IBrownianNoise noise = Brownian ?? throw new InvalidOperationException("This sampler draws Brownian noise: give the run a Brownian noise.");
        noise.Increment(sigma, sigmaNext, _noise);
        Latent.Add(x, scale, _noise);
    }
}
