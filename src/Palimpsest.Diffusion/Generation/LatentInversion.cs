using Palimpsest.Diffusion.Guidance;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Generation;

/// <summary>The noise behind a latent: Euler's method over ascending sigmas (webui.md 11, img2img alternative test).</summary>
internal sealed class LatentInversion(NoiseInversion settings, IDenoiser denoiser, ModelSigmas model)
{
    /// <summary>The noise that, scaled and added to the latent as img2img does, makes sampling begin with the inverted latent.</summary>
    /// <param name="latent">[B,C,H,W].</param>
    /// <param name="fresh">The first draw of the seeds' noise.</param>
    /// <param name="whole">The largest sigma of the pass's whole schedule.</param>
    public float[] Noise(ReadOnlySpan<float> latent, ReadOnlySpan<float> fresh, float whole, CancellationToken cancellation)
    {
        float[] inverted = Invert(latent, cancellation);
        double share = settings.Randomness;
        float norm = (float)Math.Sqrt((share * share) + ((1 - share) * (1 - share)));
        var noise = new float[latent.Length];
        for (int i = 0; i < noise.Length; i++)
        {
            float mixed = (((float)(1 - share) * inverted[i]) + ((float)share * fresh[i])) / norm;
            noise[i] = mixed - (latent[i] / whole);
        }

        return noise;
    }

    private float[] Invert(ReadOnlySpan<float> latent, CancellationToken cancellation)
    {
        float[] sigmas = NoiseSchedule.Sigmas(SchedulerCatalog.Automatic, settings.Steps, model, ScheduleOptions.Default);
        Array.Reverse(sigmas);
        float[] x = latent.ToArray(), denoised = new float[x.Length];
        for (int i = 1; i < sigmas.Length; i++)
        {
            float at = settings.SigmaAdjustment ? sigmas[i - 1] : sigmas[i];
            if (at == 0)
            {
                continue; // At sigma 0 the model leaves x as it is.
            }

            cancellation.ThrowIfCancellationRequested();
            denoiser.Denoise(x, at, denoised);
            float step = sigmas[i] - sigmas[i - 1];
            for (int k = 0; k < x.Length; k++)
            {
                x[k] += (x[k] - denoised[k]) / at * step;
            }
        }

        float divisor = settings.SigmaAdjustment ? sigmas[^1] : Deviation(x);
        return Array.ConvertAll(x, value => value / divisor);
    }

    /// <summary>Sample standard deviation over all numbers.</summary>
    private static float Deviation(float[] values)
    {
        double mean = values.Average(value => (double)value);
        return (float)Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(values.Length - 1, 1));
    }
}
