using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>How to sample: which sampler over which schedule.</summary>
/// <param name="Scheduler">Automatic: the sampler's default.</param>
/// <param name="Model">The model's sigmas; for LCM its own table, see <see cref="ModelSigmas.CreateLcm"/>.</param>
public sealed record SamplingRequest(Sampler Sampler, Scheduler Scheduler, int Steps, ModelSigmas Model)
{
    public ScheduleOptions ScheduleOptions { get; init; } = ScheduleOptions.Default;

    public SamplerOptions Options { get; init; } = SamplerOptions.Default;
}
