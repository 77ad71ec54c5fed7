using static Palimpsest.Diffusion.Samplers.SigmaMath;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>
/// Steps of DPM-Solver (Lu et al., "DPM-Solver: A Fast ODE Solver for Diffusion Probabilistic Model Sampling in Around 10 Steps", 2022, algorithms 1 and 2)
/// in t = -ln σ with α = 1. The noise e = (x - denoised)/σ is evaluated once for each point and shared by steps that start there.
/// </summary>
internal sealed class DpmSolver(SamplerRun run)
{
    /// <summary>Where orders 2 and 3 evaluate: fractions of the step (algorithms 1 and 2).</summary>
    private const float Half = 1f / 2, Third = 1f / 3, TwoThirds = 2f / 3;

    private readonly float[] _denoised = run.NewLatent();
    private readonly float[] _noise = run.NewLatent();
    private readonly float[] _noiseFirst = run.NewLatent();
    private readonly float[] _noiseSecond = run.NewLatent();
    private readonly float[] _point = run.NewLatent();

    /// <summary>The prediction at the start of the step.</summary>
    public ReadOnlySpan<float> Denoised => _denoised;

    /// <summary>Evaluates the model where the next step starts.</summary>
    public void Start(float[] x, float t)
    {
        run.Denoise(x, Sigma(t), _denoised);
        Latent.DifferenceInto(_noise, x, _denoised, Sigma(t));
    }

    public void StepInto(float[] destination, int order, float[] x, float t, float tNext)
    {
        switch (order)
        {
            case 1:
                Latent.AddInto(destination, x, -Sigma(tNext) * ExpM1(tNext - t), _noise);
                break;
            case 2:
                EvaluateFirst(x, t, tNext, Half);
                SecondOrderInto(destination, x, t, tNext, Half);
                break;
            default:
                EvaluateFirst(x, t, tNext, Third);
                ThirdOrderInto(destination, x, t, tNext);
                break;
        }
    }

    /// <summary>An order-2 and an order-3 step, which share their evaluation at a third of the way.</summary>
    public void StepBothInto(float[] low, float[] high, float[] x, float t, float tNext)
    {
        EvaluateFirst(x, t, tNext, Third);
        SecondOrderInto(low, x, t, tNext, Third);
        ThirdOrderInto(high, x, t, tNext);
    }

    private void EvaluateFirst(float[] x, float t, float tNext, float fraction)
    {
        float h = tNext - t, s = t + (fraction * h);
        Latent.AddInto(_point, x, -Sigma(s) * ExpM1(fraction * h), _noise);
        EvaluateInto(_noiseFirst, s);
    }

    private void SecondOrderInto(float[] destination, float[] x, float t, float tNext, float fraction)
    {
        float step = Sigma(tNext) * ExpM1(tNext - t), correction = step / (2 * fraction);
        for (int i = 0; i < x.Length; i++)
        {
            destination[i] = x[i] - (step * _noise[i]) - (correction * (_noiseFirst[i] - _noise[i]));
        }
    }

    private void ThirdOrderInto(float[] destination, float[] x, float t, float tNext)
    {
        float h = tNext - t, s = t + (TwoThirds * h);
        float step = Sigma(s) * ExpM1(TwoThirds * h);
        float correction = Sigma(s) * (TwoThirds / Third) * ((ExpM1(TwoThirds * h) / (TwoThirds * h)) - 1);
        for (int i = 0; i < x.Length; i++)
        {
            _point[i] = x[i] - (step * _noise[i]) - (correction * (_noiseFirst[i] - _noise[i]));
        }

        EvaluateInto(_noiseSecond, s);
        step = Sigma(tNext) * ExpM1(h);
        correction = Sigma(tNext) / TwoThirds * ((ExpM1(h) / h) - 1);
        for (int i = 0; i < x.Length; i++)
        {
            destination[i] = x[i] - (step * _noise[i]) - (correction * (_noiseSecond[i] - _noise[i]));
        }
    }

    /// <summary>The noise at <see cref="_point"/>.</summary>
    private void EvaluateInto(float[] noise, float t)
    {
        run.Denoise(_point, Sigma(t), noise);
        Latent.DifferenceInto(noise, _point, noise, Sigma(t));
    }
}
