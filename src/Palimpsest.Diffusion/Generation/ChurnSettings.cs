using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Diffusion.Generation;

/// <summary>Extra noise of Euler, Heun and DPM2, and the factor on all fresh noise: s_churn, s_tmin, s_tmax, s_noise.</summary>
public sealed record ChurnSettings
{
    public static ChurnSettings Neutral { get; } = new();

    public PythonNumber Churn { get; init; } = 0.0;

    public PythonNumber From { get; init; } = 0.0;

    /// <summary>0 and infinity both mean no limit.</summary>
    public PythonNumber To { get; init; } = 0.0;

    public PythonNumber NoiseScale { get; init; } = 1.0;
}
