namespace Palimpsest.Diffusion.Samplers;

/// <summary>
/// Samplers over timesteps, whose model predicts the noise e. They walk the list from its end and, as in webui, never evaluate its first entry:
/// n timesteps are n - 1 steps. ᾱ and ᾱ' belong to this timestep and to the next lower one in the list.
/// </summary>
internal static class TimestepSamplers
{
    /// <summary>DDIM: Song et al., "Denoising Diffusion Implicit Models", 2021, equation 12.</summary>
    public static void Ddim(SamplerRun run)
    {
        float[] noise = run.NewLatent();
        Ddim(run, noise, () => noise);
    }

    /// <summary>DDIM CFG++: Chung et al., "CFG++", 2024, algorithm 2: the step goes along the noise predicted without the prompt.</summary>
    /// <exception cref="InvalidOperationException">The denoiser does not tell what it predicts without the prompt.</exception>
    public static void DdimCfgPlusPlus(SamplerRun run)
    {
        IGuidedDenoiser guided = run.Denoiser as IGuidedDenoiser
            ?? throw new InvalidOperationException("DDIM CFG++ steps along the prediction without the prompt: it needs a denoiser with guidance.");
        Ddim(run, run.NewLatent(), () => guided.Unconditional);
    }

    private delegate ReadOnlySpan<float> Direction();

    private static void Ddim(SamplerRun run, float[] noise, Direction direction)
    {
        float[] x = run.X, denoised = run.NewLatent();
        for (int index = run.Timesteps.Count - 1; index > 0; index--)
        {
            (float alpha, double alphaPrevious) = Alphas(run, index);
            double eta = run.Eta * Math.Sqrt((1 - alphaPrevious) / (1 - alpha) * (1 - (alpha / alphaPrevious)));
            run.Denoise(x, run.Timesteps[index], noise);
            PredictInto(denoised, x, noise, alpha);
            float along = MathF.Sqrt((float)(1 - alphaPrevious - (eta * eta)));
            Latent.CombineInto(x, MathF.Sqrt((float)alphaPrevious), denoised, along, direction());
            run.AddNoise(x, (float)eta);
            run.Report(run.Timesteps.Count - 1 - index, run.Timesteps[index], x, denoised);
        }
    }

    /// <summary>PLMS: Liu et al., "Pseudo Numerical Methods for Diffusion Models on Manifolds", 2022, equations 12 and 13; starts with a pseudo improved Euler step.</summary>
    public static void Plms(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), combined = run.NewLatent();
        float[][] noise = [run.NewLatent(), run.NewLatent(), run.NewLatent(), run.NewLatent()];
        for (int index = run.Timesteps.Count - 1, i = 0; index > 0; index--, i++)
        {
            run.Denoise(x, run.Timesteps[index], noise[0]);
            if (i == 0)
            {
                StepInto(combined, index, noise[0]);
                run.Denoise(combined, run.Timesteps[index - 1], noise[1]);
                Latent.CombineInto(combined, 0.5f, noise[0], 0.5f, noise[1]);
            }
            else
            {
                AdamsBashforthInto(combined, noise, Math.Min(i, 3));
            }

            StepInto(x, index, combined);
            run.Report(i, run.Timesteps[index], x, denoised);
            noise = [noise[3], noise[0], noise[1], noise[2]];
        }

        void StepInto(float[] destination, int index, float[] along)
        {
            (float alpha, double alphaPrevious) = Alphas(run, index);
            PredictInto(denoised, x, along, alpha);
            Latent.CombineInto(destination, MathF.Sqrt((float)alphaPrevious), denoised, MathF.Sqrt((float)(1 - alphaPrevious)), along);
        }
    }

    /// <summary>Extrapolates from this prediction (first) and up to three earlier ones.</summary>
    private static void AdamsBashforthInto(float[] destination, float[][] noise, int earlier)
    {
        float[] weights = earlier switch
        {
            1 => [3f / 2, -1f / 2],
            2 => [23f / 12, -16f / 12, 5f / 12],
            _ => [55f / 24, -59f / 24, 37f / 24, -9f / 24],
        };
        Latent.CombineInto(destination, weights[0], noise[0], weights[1], noise[1]);
        for (int i = 2; i < weights.Length; i++)
        {
            Latent.Add(destination, weights[i], noise[i]);
        }
    }

    private static (float Alpha, double Previous) Alphas(SamplerRun run, int index) =>
        (run.Model.AlphasCumprod[run.Timesteps[index]], run.Model.AlphasCumprod[index > 0 ? run.Timesteps[index - 1] : 0]);

    /// <summary>x0 = (x - √(1 - ᾱ) e) / √ᾱ.</summary>
    private static void PredictInto(float[] denoised, float[] x, float[] noise, float alpha)
    {
        float root = MathF.Sqrt(alpha);
        Latent.CombineInto(denoised, 1 / root, x, -MathF.Sqrt(1 - alpha) / root, noise);
    }
}
