using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>
/// A model's noise schedule in continuous time: timestep i of 1000 is time (i + 1)/1000, with ln α linear between and beyond them.
/// Source: the discrete NoiseScheduleVP of DPM-Solver's authors, which UniPC uses; float32.
/// </summary>
internal sealed class ContinuousTime
{
    private readonly float[] _times;
    private readonly float[] _logAlphas;

    public ContinuousTime(ModelSigmas model)
    {
        ReadOnlySpan<float> alphas = model.AlphasCumprod;
        _times = LinearSpace.Floats(0, 1, alphas.Length + 1)[1..];
        _logAlphas = new float[alphas.Length];
        for (int i = 0; i < alphas.Length; i++)
        {
            _logAlphas[i] = 0.5f * SingleMath.Log(alphas[i]);
        }
    }

    public float Alpha(float time) => SingleMath.Exp(LogAlpha(time));

    public float Sigma(float time) => MathF.Sqrt(1 - SingleMath.Exp(2 * LogAlpha(time)));

    /// <summary>λ = ln(α/σ).</summary>
    public float Lambda(float time)
    {
        float logAlpha = LogAlpha(time);
        return logAlpha - (0.5f * SingleMath.Log(1 - SingleMath.Exp(2 * logAlpha)));
    }

    /// <summary>The model's timestep, 0 to 999, usually fractional.</summary>
    public float Timestep(float time) => (time - (1f / 1000)) * 1000;

    /// <summary>Times from <paramref name="start"/> down to <paramref name="end"/>.</summary>
    public float[] Spread(UniPcSpacing spacing, float start, float end, int count) => spacing switch
    {
        UniPcSpacing.TimeUniform => LinearSpace.Floats(start, end, count),
        UniPcSpacing.TimeQuadratic => Array.ConvertAll(LinearSpace.Floats(MathF.Sqrt(start), MathF.Sqrt(end), count), root => root * root),
        UniPcSpacing.LogSnr => Array.ConvertAll(LinearSpace.Floats(Lambda(start), Lambda(end), count), InverseLambda),
        _ => throw new ArgumentOutOfRangeException(nameof(spacing), spacing, "UniPC's spacing is TimeUniform, TimeQuadratic or LogSnr."),
    };

    private float LogAlpha(float time) => Interpolate(time, _times, _logAlphas, direction: 1);

    private float InverseLambda(float lambda)
    {
        // ln α = -½ ln(1 + e^-2λ), written so that neither end overflows; in float32 the 1 would swallow digits.
        float logAlpha = -0.5f * (MathF.Max(0, -2 * lambda) + (float)Math.Log(1 + Math.Exp(-Math.Abs(2 * lambda))));
        return Interpolate(logAlpha, _logAlphas, _times, direction: -1);
    }

    /// <summary>Piecewise linear through the points (keys, values), continued straight beyond the ends; keys ascend or descend by direction.</summary>
    private static float Interpolate(float key, float[] keys, float[] values, int direction)
    {
        int low = 0, high = keys.Length - 1;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = keys[middle] * direction <= key * direction ? (middle, high) : (low, middle);
        }

        return values[low] + ((key - keys[low]) * (values[high] - values[low]) / (keys[high] - keys[low]));
    }
}
