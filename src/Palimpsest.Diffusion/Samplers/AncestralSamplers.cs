using Palimpsest.Diffusion.Schedules;
using static Palimpsest.Diffusion.Samplers.SigmaMath;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>Samplers that step down below the next sigma and add fresh noise up to it.</summary>
internal static class AncestralSamplers
{
    public static void Euler(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), derivative = run.NewLatent();
        for (int i = 0; i < run.Steps; i++)
        {
            float sigma = run.Sigmas[i], next = run.Sigmas[i + 1];
            (float down, float up) = Ancestral(sigma, next, run.Eta);
            run.Denoise(x, sigma, denoised);
            run.Report(i, sigma, x, denoised);
            Latent.DifferenceInto(derivative, x, denoised, sigma);
            Latent.Add(x, down - sigma, derivative);
            if (next > 0)
            {
                run.AddNoise(x, up);
            }
        }
    }

    /// <summary>DPM2 towards the lower sigma.</summary>
    public static void Dpm2(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), derivative = run.NewLatent(), middle = run.NewLatent();
        for (int i = 0; i < run.Steps; i++)
        {
            float sigma = run.Sigmas[i];
            (float down, float up) = Ancestral(sigma, run.Sigmas[i + 1], run.Eta);
            run.Denoise(x, sigma, denoised);
            run.Report(i, sigma, x, denoised);
            Latent.DifferenceInto(derivative, x, denoised, sigma);
            if (down == 0)
            {
                Latent.Add(x, down - sigma, derivative);
                continue;
            }

            float sigmaMiddle = SingleMath.Exp(0.5f * (SingleMath.Log(sigma) + SingleMath.Log(down)));
            Latent.AddInto(middle, x, sigmaMiddle - sigma, derivative);
            run.Denoise(middle, sigmaMiddle, denoised);
            Latent.DifferenceInto(derivative, middle, denoised, sigmaMiddle);
            Latent.Add(x, down - sigma, derivative);
            run.AddNoise(x, run.NoiseScale * up);
        }
    }

    /// <summary>DPM++ 2S a: Lu et al., "DPM-Solver++", 2022, algorithm 1 with r = 1/2, towards the lower sigma.</summary>
    public static void DpmPlusPlus2S(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), middle = run.NewLatent();
        for (int i = 0; i < run.Steps; i++)
        {
            float sigma = run.Sigmas[i], next = run.Sigmas[i + 1];
            (float down, float up) = Ancestral(sigma, next, run.Eta);
            run.Denoise(x, sigma, denoised);
            run.Report(i, sigma, x, denoised);
            if (down == 0)
            {
                // An Euler step to 0 ends at the denoised picture; computed as such, for the same rounding.
                Latent.DifferenceInto(middle, x, denoised, sigma);
                Latent.Add(x, down - sigma, middle);
            }
            else
            {
                float t = Time(sigma), h = Time(down) - t, sigmaMiddle = Sigma(t + (0.5f * h));
                Latent.CombineInto(middle, sigmaMiddle / Sigma(t), x, -ExpM1(-0.5f * h), denoised);
                run.Denoise(middle, sigmaMiddle, denoised);
                Latent.CombineInto(x, Sigma(t + h) / Sigma(t), x, -ExpM1(-h), denoised);
            }

            if (next > 0)
            {
                run.AddNoise(x, run.NoiseScale * up);
            }
        }
    }
}
