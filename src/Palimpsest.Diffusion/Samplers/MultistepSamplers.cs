using static Palimpsest.Diffusion.Samplers.SigmaMath;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>Deterministic samplers that remember earlier predictions: one model call a step, no noise.</summary>
internal static class MultistepSamplers
{
    private const int LmsOrder = 4;

    /// <summary>DPM++ 2M: Lu et al., "DPM-Solver++", 2022, algorithm 2.</summary>
    public static void DpmPlusPlus2M(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), previous = run.NewLatent(), extrapolated = run.NewLatent();
        float lastH = 0;
        for (int i = 0; i < run.Steps; i++)
        {
            float sigma = run.Sigmas[i], next = run.Sigmas[i + 1];
            run.Denoise(x, sigma, denoised);
            run.Report(i, sigma, x, denoised);
            float h = Time(next) - Time(sigma);
            float[] target = denoised;
            if (i > 0 && next != 0)
            {
                float half = 1 / (2 * (lastH / h));
                Latent.CombineInto(extrapolated, 1 + half, denoised, -half, previous);
                target = extrapolated;
            }

            Latent.CombineInto(x, Sigma(Time(next)) / Sigma(Time(sigma)), x, -ExpM1(-h), target);
            (previous, denoised, lastH) = (denoised, previous, h);
        }
    }

    /// <summary>LMS: Adams-Bashforth on dx/dσ for uneven steps, with up to four derivatives.</summary>
    public static void LinearMultistep(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent();
        var derivatives = new Queue<float[]>();
        for (int i = 0; i < run.Steps; i++)
        {
            run.Denoise(x, run.Sigmas[i], denoised);
            float[] derivative = derivatives.Count == LmsOrder ? derivatives.Dequeue() : run.NewLatent();
            Latent.DifferenceInto(derivative, x, denoised, run.Sigmas[i]);
            derivatives.Enqueue(derivative);
            run.Report(i, run.Sigmas[i], x, denoised);
            int back = derivatives.Count;
            foreach (float[] earlier in derivatives)
            {
                Latent.Add(x, LmsCoefficient(run.Sigmas, i, --back, derivatives.Count), earlier);
            }
        }
    }

    /// <summary>
    /// The integral over [σ_i, σ_i+1] of the Lagrange polynomial that is 1 at σ_(i-back) and 0 at the other sigmas in use.
    /// Two Gauss points are exact for its degree of up to 3.
    /// </summary>
    private static float LmsCoefficient(IReadOnlyList<float> sigmas, int i, int back, int order)
    {
        double middle = (sigmas[i] + (double)sigmas[i + 1]) / 2, half = ((double)sigmas[i + 1] - sigmas[i]) / 2;
        double offset = half / Math.Sqrt(3);
        return (float)(half * (Lagrange(middle - offset) + Lagrange(middle + offset)));

        double Lagrange(double sigma)
        {
            double product = 1;
            for (int k = 0; k < order; k++)
            {
                product *= k == back ? 1 : (sigma - sigmas[i - k]) / (sigmas[i - back] - sigmas[i - k]);
            }

            return product;
        }
    }
}
