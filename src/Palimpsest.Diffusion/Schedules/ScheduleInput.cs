namespace Palimpsest.Diffusion.Schedules;

/// <summary>What a schedule may depend on.</summary>
/// <param name="Steps">Number of sigmas wanted, not counting the final 0.</param>
/// <param name="Model">The model's own table.</param>
/// <param name="SigmaMin">Where the schedule ends.</param>
/// <param name="SigmaMax">Where it begins.</param>
/// <param name="Rho">Curvature, of the schedules that have one.</param>
public sealed record ScheduleInput(int Steps, ModelSigmas Model, double SigmaMin, double SigmaMax, double Rho)
{
    public bool IsSdxl { get; init; }

    public double BetaAlpha { get; init; } = 0.6;

    public double BetaBeta { get; init; } = 0.6;
}
