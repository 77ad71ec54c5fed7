namespace Palimpsest.Diffusion.Schedules;

/// <summary>
/// The noise levels a model was trained on: sigma = √((1 - ᾱ)/ᾱ) for each of its timesteps, ascending, and the way between sigma and timestep.
/// SD 1, SD 2 and SDXL share one table of 1000 entries. Source: k-diffusion's DiscreteSchedule as webui 1.10.1 uses it; all arithmetic in float32.
/// </summary>
public sealed class ModelSigmas
{
    /// <summary>Training timesteps of every Stable Diffusion model (checkpoint config: timesteps).</summary>
    public const int TrainingTimesteps = 1000;

    /// <summary>Checkpoint config: linear_start and linear_end.</summary>
    private const double BetaStart = 0.00085, BetaEnd = 0.012;

    /// <summary>Last ᾱ at zero terminal SNR, in place of 0, so that its sigma stays finite (webui, option sd_noise_schedule).</summary>
    private const float LastZeroSnrAlpha = 4.8973451890853435e-08f;

    /// <summary>Timesteps that LCM models were distilled on: every 20th (LCM paper, 50 of 1000).</summary>
    private const int LcmSpacing = TrainingTimesteps / 50;

    private readonly float[] _alphasCumprod;
    private readonly float[] _sigmas;
    private readonly float[] _logSigmas;
    private readonly int _spacing;

    private ModelSigmas(float[] alphasCumprod, int spacing, bool nearest, bool half, bool isDefault)
    {
        _alphasCumprod = alphasCumprod;
        _spacing = spacing;
        Nearest = nearest;
        Func<float, float> rounded = Rounding(half);
        _sigmas = new float[alphasCumprod.Length / spacing];
        for (int i = 0; i < _sigmas.Length; i++)
        {
            float alpha = alphasCumprod[TimestepOf(i)];
            _sigmas[i] = rounded(MathF.Sqrt(rounded(rounded(1 - alpha) / alpha)));
        }

        if (isDefault)
        {
            TorchRounding.ApplyToSigmas(_sigmas);
        }

        _logSigmas = Array.ConvertAll(_sigmas, sigma => rounded(SingleMath.Log(sigma)));
        if (isDefault)
        {
            TorchRounding.ApplyToLogSigmas(_logSigmas);
        }
    }

    /// <summary>The table of an unmodified SD 1, SD 2 or SDXL model.</summary>
    public static ModelSigmas Default { get; } = Create();

    /// <summary>ᾱ of every training timestep, 0 to 999.</summary>
    public ReadOnlySpan<float> AlphasCumprod => _alphasCumprod;

    /// <summary>Sigmas, ascending: 1000, or 50 for LCM.</summary>
    public ReadOnlySpan<float> Sigmas => _sigmas;

    /// <summary>Natural logarithms of <see cref="Sigmas"/>.</summary>
    public ReadOnlySpan<float> LogSigmas => _logSigmas;

    /// <summary>The smallest sigma, about 0.0292.</summary>
    public float Minimum => _sigmas[0];

    /// <summary>The largest sigma, about 14.6.</summary>
    public float Maximum => _sigmas[^1];

    /// <summary>Sigmas map to the nearest timestep of the table instead of between two (webui's option enable_quantization; always so for LCM).</summary>
    public bool Nearest { get; }

    /// <summary>The table of a model with webui's options.</summary>
    /// <param name="zeroTerminalSnr">sd_noise_schedule "Zero Terminal SNR": ᾱ shifted so that the last timestep is pure noise.</param>
    /// <param name="halfPrecision">use_downcasted_alpha_bar: the whole table in float16.</param>
    /// <param name="nearest">enable_quantization: the model sees whole timesteps only.</param>
    public static ModelSigmas Create(bool zeroTerminalSnr = false, bool halfPrecision = false, bool nearest = false) =>
        new(Alphas(zeroTerminalSnr, halfPrecision), spacing: 1, nearest, halfPrecision, isDefault: !zeroTerminalSnr && !halfPrecision);

    /// <summary>The table of the LCM sampler: every 20th timestep, from 19 to 999.</summary>
    public static ModelSigmas CreateLcm(bool zeroTerminalSnr = false, bool halfPrecision = false) =>
        new(Alphas(zeroTerminalSnr, halfPrecision), LcmSpacing, nearest: true, halfPrecision, isDefault: false);

    /// <summary>The timestep at which the model sees this sigma: linear in ln sigma between table entries, clamped at the ends.</summary>
    public float TimestepAt(float sigma)
    {
        float logSigma = SingleMath.Log(sigma);
        if (Nearest)
        {
            return TimestepOf(NearestIndex(logSigma));
        }

        int low = Math.Clamp(CountNotAbove(logSigma) - 1, 0, _logSigmas.Length - 2);
        float lower = _logSigmas[low], upper = _logSigmas[low + 1];
        float weight = Math.Clamp((lower - logSigma) / (lower - upper), 0, 1);
        return ((1 - weight) * low) + (weight * (low + 1));
    }

    /// <summary>The sigma of a timestep, linear in ln sigma between table entries, clamped at the ends.</summary>
    public float SigmaAt(float timestep)
    {
        float position = Math.Clamp((timestep - TimestepOf(0)) / _spacing, 0, _sigmas.Length - 1);
        int low = (int)MathF.Floor(position), high = (int)MathF.Ceiling(position);
        float weight = position - low;
        return SingleMath.Exp(((1 - weight) * _logSigmas[low]) + (weight * _logSigmas[high]));
    }

    private int TimestepOf(int index) => ((index + 1) * _spacing) - 1;

    /// <summary>Table entries whose ln sigma is at most this. A table in half precision has runs of equal entries: all of them count.</summary>
    private int CountNotAbove(float logSigma)
    {
        int low = 0, high = _logSigmas.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _logSigmas[middle] <= logSigma ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private int NearestIndex(float logSigma)
    {
        int nearest = 0;
        for (int i = 1; i < _logSigmas.Length; i++)
        {
            if (MathF.Abs(logSigma - _logSigmas[i]) < MathF.Abs(logSigma - _logSigmas[nearest]))
            {
                nearest = i;
            }
        }

        return nearest;
    }

    private static float[] Alphas(bool zeroTerminalSnr, bool half)
    {
        Func<float, float> rounded = Rounding(half);
        double[] roots = LinearSpace.Doubles(Math.Sqrt(BetaStart), Math.Sqrt(BetaEnd), TrainingTimesteps);
        var alphas = new float[TrainingTimesteps];
        double product = 1;
        for (int i = 0; i < alphas.Length; i++)
        {
            product *= 1 - (roots[i] * roots[i]);
            alphas[i] = rounded((float)product);
        }

        if (zeroTerminalSnr)
        {
            RescaleToZeroTerminalSnr(alphas, rounded);
        }

        return alphas;
    }

    /// <summary>Source: Lin et al., "Common diffusion noise schedules and sample steps are flawed", 2023, algorithm 1.</summary>
    private static void RescaleToZeroTerminalSnr(float[] alphas, Func<float, float> rounded)
    {
        float first = rounded(MathF.Sqrt(alphas[0])), last = rounded(MathF.Sqrt(alphas[^1]));
        float scale = rounded(first / rounded(first - last));
        for (int i = 0; i < alphas.Length; i++)
        {
            float root = rounded(rounded(rounded(MathF.Sqrt(alphas[i])) - last) * scale);
            alphas[i] = rounded(root * root);
        }

        alphas[^1] = rounded(LastZeroSnrAlpha);
    }

    private static Func<float, float> Rounding(bool half) => half ? value => (float)(Half)value : value => value;
}
