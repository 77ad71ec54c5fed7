using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>
/// The deterministic solvers of Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, with its stochastic churn
/// (algorithm 2): noise added before a step and removed by it. σ̂ is sigma after the churn.
/// </summary>
internal static class ChurnedSamplers
{
    public static void Euler(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), derivative = run.NewLatent();
        for (int i = 0; i < run.Steps; i++)
        {
            float sigma = Churn(run, x, run.Sigmas[i]);
            run.Denoise(x, sigma, denoised);
            run.Report(i, sigma, x, denoised);
            Latent.DifferenceInto(derivative, x, denoised, sigma);
            Latent.Add(x, run.Sigmas[i + 1] - sigma, derivative);
        }
    }

    /// <summary>Algorithm 2 as it stands: an Euler step, then the mean of the derivatives at both ends.</summary>
    public static void Heun(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), derivative = run.NewLatent(), ahead = run.NewLatent(), derivativeAhead = run.NewLatent();
        for (int i = 0; i < run.Steps; i++)
        {
            float sigma = Churn(run, x, run.Sigmas[i]), next = run.Sigmas[i + 1];
            run.Denoise(x, sigma, denoised);
            run.Report(i, sigma, x, denoised);
            Latent.DifferenceInto(derivative, x, denoised, sigma);
            if (next != 0)
            {
                Latent.AddInto(ahead, x, next - sigma, derivative);
                run.Denoise(ahead, next, denoised);
                Latent.DifferenceInto(derivativeAhead, ahead, denoised, next);
                Latent.CombineInto(derivative, 0.5f, derivative, 0.5f, derivativeAhead);
            }

            Latent.Add(x, next - sigma, derivative);
        }
    }

    /// <summary>DPM-Solver-2 in Karras' terms: the derivative is taken at the geometric mean of both sigmas.</summary>
    public static void Dpm2(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), derivative = run.NewLatent(), middle = run.NewLatent();
        for (int i = 0; i < run.Steps; i++)
        {
            float sigma = Churn(run, x, run.Sigmas[i]), next = run.Sigmas[i + 1];
            run.Denoise(x, sigma, denoised);
            run.Report(i, sigma, x, denoised);
            Latent.DifferenceInto(derivative, x, denoised, sigma);
            if (next != 0)
            {
                float sigmaMiddle = SingleMath.Exp(0.5f * (SingleMath.Log(sigma) + SingleMath.Log(next)));
                Latent.AddInto(middle, x, sigmaMiddle - sigma, derivative);
                run.Denoise(middle, sigmaMiddle, denoised);
                Latent.DifferenceInto(derivative, middle, denoised, sigmaMiddle);
            }

            Latent.Add(x, next - sigma, derivative);
        }
    }

    /// <summary>Raises x to a higher sigma σ̂ and returns it. Noise is drawn even when none is added.</summary>
    private static float Churn(SamplerRun run, float[] x, float sigma)
    {
        SamplerOptions options = run.Options;
        double greatest = options.ChurnTo == 0 ? double.PositiveInfinity : options.ChurnTo;
        bool churned = options.ChurnFrom <= sigma && sigma <= greatest;

        // √2 - 1: algorithm 2 never more than doubles the variance in one step.
        float gamma = churned ? (float)Math.Min(options.Churn / run.Steps, Math.Sqrt(2) - 1) : 0;
        float raised = sigma * (gamma + 1);
        run.AddNoise(x, gamma > 0 ? run.NoiseScale * MathF.Sqrt((raised * raised) - (sigma * sigma)) : 0);
        return raised;
    }
}
