namespace Palimpsest.Diffusion.Schedules;

/// <summary>A named kind of noise schedule.</summary>
/// <param name="Name">webui's internal name, such as "sgm_uniform".</param>
/// <param name="Label">What users see, such as "SGM Uniform".</param>
/// <param name="Sigmas">Descending sigmas, normally with a final 0; null for Automatic, which is the sampler's choice.</param>
public sealed record Scheduler(string Name, string Label, Func<ScheduleInput, float[]>? Sigmas)
{
    /// <summary>The default curvature, or null when the schedule has none.</summary>
    public double? DefaultRho { get; init; }

    /// <summary>webui hands these schedules the model itself; shown by its API only.</summary>
    public bool NeedsModel { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public bool IsAutomatic => Sigmas is null;

    public override string ToString() => Label;
}
