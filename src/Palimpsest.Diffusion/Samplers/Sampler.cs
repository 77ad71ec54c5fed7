using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>A named sampler: its step loop and the habits that belong to it in webui 1.10.1.</summary>
/// <param name="Name">What users see, such as "DPM++ 2M".</param>
/// <param name="Sample">Takes <see cref="SamplerRun.X"/> from noise to the picture.</param>
public sealed record Sampler(string Name, SamplerKind Kind, Action<SamplerRun> Sample)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What scheduler Automatic means; itself Automatic (the model's uniform schedule) for most samplers.</summary>
    public Scheduler DefaultScheduler { get; init; } = SchedulerCatalog.Automatic;

    /// <summary>Calls the model twice a step, so prompt schedules and progress count twice as many steps.</summary>
    public bool IsSecondOrder { get; init; }

    /// <summary>The infotext tells the seed delta of this sampler's fresh noise.</summary>
    public bool UsesEnsd { get; init; }

    /// <summary>Its schedule is computed for one step more, whose sigma is then dropped.</summary>
    public bool DiscardsNextToLastSigma { get; init; }

    /// <summary>Needs <see cref="SamplerRun.Brownian"/>.</summary>
    public bool UsesBrownianNoise { get; init; }

    /// <summary>Guidance scales are multiplied by this.</summary>
    public double GuidanceMultiplier { get; init; } = 1;

    /// <summary>The whole schedule of this sampler: Automatic and the dropping of a sigma resolved. Not for timestep samplers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="NoiseSchedule.Sigmas"/>.</exception>
    public float[] Sigmas(Scheduler scheduler, int steps, ModelSigmas model, ScheduleOptions options) => NoiseSchedule.Sigmas(
        scheduler.IsAutomatic ? DefaultScheduler : scheduler, steps, model, options, DiscardsNextToLastSigma || options.DiscardNextToLastSigma);

    /// <summary>Denoiser calls that progress and prompt schedules reckon with.</summary>
    public int TotalSteps(int steps) => IsSecondOrder ? 2 * steps : steps;

    public override string ToString() => Name;
}
