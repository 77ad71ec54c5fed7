using Palimpsest.Diffusion.Schedules;
using static Palimpsest.Diffusion.Samplers.SigmaMath;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>The DPM++ SDE samplers: Lu et al., "DPM-Solver++", 2022, with Brownian noise as in k-diffusion. h is a step of t = -ln σ.</summary>
internal static class SdeSamplers
{
    /// <summary>DPM++ SDE: two model calls a step, the second half-way (r = 1/2), whose prediction alone makes the step.</summary>
    public static void DpmPlusPlusSde(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), middle = run.NewLatent();
        for (int i = 0; i < run.Steps; i++)
        {
            float sigma = run.Sigmas[i], next = run.Sigmas[i + 1];
            run.Denoise(x, sigma, denoised);
            run.Report(i, sigma, x, denoised);
            if (next == 0)
            {
                Latent.DifferenceInto(middle, x, denoised, sigma);
                Latent.Add(x, next - sigma, middle);
                continue;
            }

            float t = Time(sigma), tMiddle = t + ((Time(next) - t) * 0.5f), tNext = Time(next);
            Step(middle, x, t, tMiddle, denoised);
            run.Denoise(middle, Sigma(tMiddle), denoised);
            Step(x, x, t, tNext, denoised);
        }

        void Step(float[] destination, float[] from, float t, float tNext, float[] denoised)
        {
            (float down, float up) = Ancestral(Sigma(t), Sigma(tNext), run.Eta);
            float tDown = Time(down);
            Latent.CombineInto(destination, Sigma(tDown) / Sigma(t), from, -ExpM1(t - tDown), denoised);
            run.AddBrownian(destination, Sigma(t), Sigma(tNext), run.NoiseScale * up);
        }
    }

    public static void DpmPlusPlus2MSdeMidpoint(SamplerRun run) =>
        DpmPlusPlus2MSde(run, (hEta, r) => -0.5f * ExpM1(-hEta) / r);

    public static void DpmPlusPlus2MSdeHeun(SamplerRun run) =>
        DpmPlusPlus2MSde(run, (hEta, r) => ((-ExpM1(-hEta) / -hEta) + 1) / r);

    /// <summary>DPM++ 3M SDE: up to two earlier predictions.</summary>
    public static void DpmPlusPlus3MSde(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), previous = run.NewLatent(), beforePrevious = run.NewLatent();
        float[] first = run.NewLatent(), second = run.NewLatent();
        float h1 = 0, h2 = 0;
        for (int i = 0; i < run.Steps; i++)
        {
            float sigma = run.Sigmas[i], next = run.Sigmas[i + 1];
            run.Denoise(x, sigma, denoised);
            run.Report(i, sigma, x, denoised);
            if (next == 0)
            {
                denoised.CopyTo(x, 0);
                continue;
            }

            float h = Time(next) - Time(sigma), hEta = h * (run.Eta + 1);
            Latent.CombineInto(x, SingleMath.Exp(-hEta), x, -ExpM1(-hEta), denoised);
            float phi2 = (ExpM1(-hEta) / hEta) + 1;
            if (i > 1)
            {
                // Divided differences of the last three predictions: first and second derivative at this one.
                float r0 = h1 / h, r1 = h2 / h, phi3 = (phi2 / hEta) - 0.5f;
                Latent.DifferenceInto(first, denoised, previous, r0);
                Latent.DifferenceInto(second, previous, beforePrevious, r1);
                Latent.DifferenceInto(second, first, second, r0 + r1);
                Latent.Add(first, r0, second);
                Latent.Add(x, phi2, first);
                Latent.Add(x, -phi3, second);
            }
            else if (i == 1)
            {
                Latent.DifferenceInto(first, denoised, previous, h1 / h);
                Latent.Add(x, phi2, first);
            }

            if (run.Eta != 0)
            {
                run.AddBrownian(x, sigma, next, next * MathF.Sqrt(-ExpM1(-2 * h * run.Eta)) * run.NoiseScale);
            }

            (denoised, previous, beforePrevious) = (beforePrevious, denoised, previous);
            (h1, h2) = (h, h1);
        }
    }

    /// <summary>DPM++ 2M SDE: one earlier prediction, weighted by the solver type.</summary>
    private static void DpmPlusPlus2MSde(SamplerRun run, Func<float, float, float> correctionWeight)
    {
        float[] x = run.X, denoised = run.NewLatent(), previous = run.NewLatent(), difference = run.NewLatent();
        float lastH = 0;
        for (int i = 0; i < run.Steps; i++)
        {
            float sigma = run.Sigmas[i], next = run.Sigmas[i + 1];
            run.Denoise(x, sigma, denoised);
            run.Report(i, sigma, x, denoised);
            if (next == 0)
            {
                denoised.CopyTo(x, 0);
                continue;
            }

            float h = Time(next) - Time(sigma), etaH = run.Eta * h, hEta = h + etaH;
            Latent.CombineInto(x, next / sigma * SingleMath.Exp(-etaH), x, -ExpM1(-hEta), denoised);
            if (i > 0)
            {
                Latent.DifferenceInto(difference, denoised, previous, 1);
                Latent.Add(x, correctionWeight(hEta, lastH / h), difference);
            }

            if (run.Eta != 0)
            {
                run.AddBrownian(x, sigma, next, next * MathF.Sqrt(-ExpM1(-2 * etaH)) * run.NoiseScale);
            }

            (previous, denoised, lastH) = (denoised, previous, h);
        }
    }
}
