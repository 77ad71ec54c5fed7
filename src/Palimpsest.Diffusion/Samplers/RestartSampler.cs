using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>Restart: Xu et al., "Restart Sampling for Improving Generative Processes", 2023, algorithm 1, with webui's rule for where and how often.</summary>
internal static class RestartSampler
{
    /// <summary>webui restarts from the sigma nearest 0.1 up to the one nearest 2.</summary>
    private const float RestartFrom = 0.1f, RestartTo = 2;

    public static void Sample(SamplerRun run)
    {
        float[] x = run.X, denoised = run.NewLatent(), derivative = run.NewLatent(), ahead = run.NewLatent();
        int index = 0;
        float? reached = null;
        foreach ((float sigma, float next) in Intervals(run.Sigmas))
        {
            if (reached < sigma)
            {
                run.AddNoise(x, MathF.Sqrt((sigma * sigma) - (reached.Value * reached.Value)));
            }

            run.Denoise(x, sigma, denoised);
            run.Report(index++, sigma, x, denoised);
            Latent.DifferenceInto(derivative, x, denoised, sigma);
            if (next != 0)
            {
                Latent.AddInto(ahead, x, next - sigma, derivative);
                run.Denoise(ahead, next, denoised);
                Latent.DifferenceInto(ahead, ahead, denoised, next);
                Latent.CombineInto(derivative, 0.5f, derivative, 0.5f, ahead);
            }

            Latent.Add(x, next - sigma, derivative);
            reached = next;
        }
    }

    /// <summary>The Heun steps in order. From 20 steps on, fewer of them go straight down and the rest go down again after a jump up.</summary>
    private static List<(float Sigma, float Next)> Intervals(IReadOnlyList<float> sigmas)
    {
        int steps = sigmas.Count - 1;
        if (steps < 20)
        {
            return Pairs(sigmas);
        }

        (int length, int times) = steps >= 36 ? (steps / 4, 2) : (9, 1);
        float[] main = Karras(steps - (length * times), sigmas[^2], sigmas[0]);
        int low = Nearest(main, RestartFrom), high = Nearest(main, RestartTo);
        List<(float Sigma, float Next)> intervals = Pairs(main);
        if (high < low)
        {
            List<(float Sigma, float Next)> again = Pairs(Karras(length + 1, main[low], main[high])[..^1]);
            for (int i = 0; i < times; i++)
            {
                intervals.InsertRange(low, again);
            }
        }

        return intervals;
    }

    private static float[] Karras(int steps, float sigmaMin, float sigmaMax) =>
        ScheduleFunctions.Karras(new ScheduleInput(steps, ModelSigmas.Default, sigmaMin, sigmaMax, SchedulerCatalog.Karras.DefaultRho!.Value));

    private static List<(float Sigma, float Next)> Pairs(IReadOnlyList<float> sigmas) => [.. sigmas.Zip(sigmas.Skip(1))];

    private static int Nearest(float[] sigmas, float value) => Array.IndexOf(sigmas, sigmas.MinBy(sigma => MathF.Abs(sigma - value)));
}
