namespace Palimpsest.Diffusion.Schedules;

/// <summary>Computes the whole list of sigmas for a number of steps.</summary>
public static class NoiseSchedule
{
    /// <summary>More steps than this are refused, so that a request cannot eat the memory.</summary>
    public const int MaximumSteps = 1_000_000;

    /// <summary>Descending float32 sigmas. Normally steps + 1 of them with a 0 at the end; KL Optimal and DDIM differ.</summary>
    /// <param name="scheduler">Automatic gives the model's own uniform schedule; a sampler's default is resolved before.</param>
    /// <param name="discardNextToLast">Compute one step more and drop the last sigma above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The steps are not 1 to <see cref="MaximumSteps"/>, or a sigma, rho, alpha or beta is not a usable number.</exception>
    public static float[] Sigmas(Scheduler scheduler, int steps, ModelSigmas model, ScheduleOptions options, bool discardNextToLast = false)
    {
        if (steps is < 1 or > MaximumSteps)
        {
            throw new ArgumentOutOfRangeException(nameof(steps), $"A schedule has 1 to {MaximumSteps} steps, not {steps}.");
        }

        ScheduleInput input = Input(scheduler, discardNextToLast ? steps + 1 : steps, model, options);
        float[] sigmas = scheduler.Sigmas is null ? ScheduleFunctions.Uniform(input) : scheduler.Sigmas(input);
        return discardNextToLast ? [.. sigmas[..^2], sigmas[^1]] : sigmas;
    }

    private static ScheduleInput Input(Scheduler scheduler, int steps, ModelSigmas model, ScheduleOptions options)
    {
        // 0.1 and 10: webui before 2023, kept as its option use_old_karras_scheduler_sigmas.
        (double least, double greatest) = options.OldKarrasSigmas ? (0.1, 10.0) : ((double)model.Minimum, (double)model.Maximum);
        var input = new ScheduleInput(
            steps,
            model,
            SigmaMin: options.SigmaMin != 0 ? options.SigmaMin : least,
            SigmaMax: options.SigmaMax != 0 ? options.SigmaMax : greatest,
            Rho: options.Rho != 0 ? options.Rho : scheduler.DefaultRho ?? 1)
        {
            IsSdxl = options.IsSdxl,
            BetaAlpha = options.BetaAlpha,
            BetaBeta = options.BetaBeta,
        };
        Check(input.SigmaMin, "smallest sigma");
        Check(input.SigmaMax, "largest sigma");
        Check(input.Rho, "rho");
        return input;
    }

    private static void Check(double value, string what)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(nameof(value), $"The schedule's {what} must be a number above 0, not {value:g9}.");
        }
    }
}
