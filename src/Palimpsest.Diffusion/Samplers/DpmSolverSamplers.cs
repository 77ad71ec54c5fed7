using Palimpsest.Diffusion.Schedules;
using static Palimpsest.Diffusion.Samplers.SigmaMath;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>DPM-Solver between two sigmas, with ancestral noise where eta is not 0.</summary>
internal static class DpmSolverSamplers
{
    /// <summary>DPM fast: a given number of model calls, spent on third-order steps and a lower order for the rest (DPM-Solver paper, section 3.4).</summary>
    /// <exception cref="SamplingException">The range is empty, as in webui with a single step of img2img.</exception>
    public static void Fast(SamplerRun run)
    {
        if (run.Eta != 0 && run.Range.SigmaMin >= run.Range.SigmaMax)
        {
            throw new SamplingException(
                $"DPM fast has nowhere to go from sigma {run.Range.SigmaMax:g6} to {run.Range.SigmaMin:g6}: use more steps, or another sampler.");
        }

        float[] x = run.X;
        float tEnd = Time(run.Range.SigmaMin);
        int[] orders = Orders(run.Range.Evaluations);
        float[] times = LinearSpace.Floats(Time(run.Range.SigmaMax), tEnd, (run.Range.Evaluations / 3) + 2);
        var solver = new DpmSolver(run);
        for (int i = 0; i < orders.Length; i++)
        {
            float t = times[i], tNext = times[i + 1];
            (float tDown, float up) = AncestralTime(t, tNext, tEnd, run.Eta);
            solver.Start(x, t);
            run.Report(i, Sigma(t), x, solver.Denoised);
            solver.StepInto(x, orders[i], x, t, tDown);
            run.AddNoise(x, up * run.NoiseScale);
        }
    }

    /// <summary>
    /// DPM adaptive: third-order steps whose size follows their distance from a second-order step (DPM-Solver paper, appendix C). Reports accepted and
    /// rejected attempts, after them.
    /// </summary>
    /// <exception cref="SamplingException">The model's predictions are not numbers, so that no step would ever be accepted.</exception>
    public static void Adaptive(SamplerRun run)
    {
        // k-diffusion's defaults.
        const float AbsoluteTolerance = 0.0078f, RelativeTolerance = 0.05f, EndTolerance = 1e-5f;
        float[] x = run.X, low = run.NewLatent(), high = run.NewLatent(), previous = [.. run.X];
        float t = Time(run.Range.SigmaMax), tEnd = Time(run.Range.SigmaMin);
        var solver = new DpmSolver(run);
        var control = new StepSizeControl(order: run.Eta != 0 ? 1.5 : 3);
        for (int i = 0; t < tEnd - EndTolerance; i++)
        {
            float tNext = MathF.Min(tEnd, t + (float)control.Size);
            (float tDown, float up) = AncestralTime(t, tNext, tEnd, run.Eta);
            solver.Start(x, t);
            solver.StepBothInto(low, high, x, t, tDown);
            double error = Error(low, high, previous, AbsoluteTolerance, RelativeTolerance);
            if (!double.IsFinite(error))
            {
                throw new SamplingException(
                    $"DPM adaptive stopped at sigma {Sigma(t):g6}: the model's predictions are not finite numbers. Use a model or settings that give some.");
            }

            if (control.Accepts(error))
            {
                low.CopyTo(previous, 0);
                high.CopyTo(x, 0);
                run.AddNoise(x, up);
                t = tNext;
            }

            run.Report(i, Sigma(t), x, solver.Denoised);
        }
    }

    private static int[] Orders(int evaluations)
    {
        int thirds = evaluations / 3, rest = evaluations % 3;
        return rest == 0
            ? [.. Enumerable.Repeat(3, thirds - 1), 2, 1]
            : [.. Enumerable.Repeat(3, thirds), rest];
    }

    /// <summary>How far to step before noise brings t back up to <paramref name="tNext"/>, but never beyond the end.</summary>
    private static (float Down, float Up) AncestralTime(float t, float tNext, float tEnd, float eta)
    {
        if (eta == 0)
        {
            return (tNext, 0);
        }

        float down = MathF.Min(tEnd, Time(Ancestral(Sigma(t), Sigma(tNext), eta).Down));
        float sigma = Sigma(tNext), sigmaDown = Sigma(down);
        return (down, MathF.Sqrt((sigma * sigma) - (sigmaDown * sigmaDown)));
    }

    /// <summary>Root of the mean squared difference, each in units of what is tolerated there.</summary>
    private static double Error(float[] low, float[] high, float[] previous, float absolute, float relative)
    {
        double squares = 0;
        for (int i = 0; i < low.Length; i++)
        {
            float tolerance = MathF.Max(absolute, relative * MathF.Max(MathF.Abs(low[i]), MathF.Abs(previous[i])));
            float difference = (low[i] - high[i]) / tolerance;
            squares += (double)difference * difference;
        }

        return Math.Sqrt(squares / low.Length);
    }
}
