namespace Palimpsest.Diffusion.Samplers;

/// <summary>LCM: Luo et al., "Latent Consistency Models", 2023, algorithm 3. Every step jumps to the predicted picture and noises it again.</summary>
internal static class LcmSampler
{
    public static void Sample(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent();
        for (int i = 0; i < run.Steps; i++)
        {
            run.Denoise(x, run.Sigmas[i], denoised);
            run.Report(i, run.Sigmas[i], x, denoised);
            denoised.CopyTo(x, 0);
            if (run.Sigmas[i + 1] > 0)
            {
                run.AddNoise(x, run.Sigmas[i + 1]);
            }
        }
    }
}
