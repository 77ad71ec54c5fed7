namespace Palimpsest.Diffusion.Schedules;

/// <summary>What users may change about a schedule; webui's options of the same names.</summary>
public sealed record ScheduleOptions
{
    public static ScheduleOptions Default { get; } = new();

    /// <summary>Last sigma; 0: the model's.</summary>
    public double SigmaMin { get; init; }

    /// <summary>First sigma; 0: the model's.</summary>
    public double SigmaMax { get; init; }

    /// <summary>Curvature of Karras and Polyexponential; 0: the schedule's own.</summary>
    public double Rho { get; init; }

    /// <summary>always_discard_next_to_last_sigma.</summary>
    public bool DiscardNextToLastSigma { get; init; }

    /// <summary>use_old_karras_scheduler_sigmas: schedules run from 10 to 0.1 instead of over the model's range.</summary>
    public bool OldKarrasSigmas { get; init; }

    /// <summary>beta_dist_alpha.</summary>
    public double BetaAlpha { get; init; } = 0.6;

    /// <summary>beta_dist_beta.</summary>
    public double BetaBeta { get; init; } = 0.6;

    /// <summary>Align Your Steps has another table for SDXL.</summary>
    public bool IsSdxl { get; init; }
}
