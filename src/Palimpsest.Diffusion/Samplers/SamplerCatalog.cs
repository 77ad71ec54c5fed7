using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>All samplers, in webui's order, and the ways to find them.</summary>
public static class SamplerCatalog
{
    private static readonly Scheduler Karras = SchedulerCatalog.Karras, Exponential = SchedulerCatalog.Find("Exponential");

    public static IReadOnlyList<Sampler> All { get; } =
    [
        new("DPM++ 2M", SamplerKind.Sigma, MultistepSamplers.DpmPlusPlus2M) { Aliases = ["k_dpmpp_2m"], DefaultScheduler = Karras },
        new("DPM++ SDE", SamplerKind.Sigma, SdeSamplers.DpmPlusPlusSde)
        {
            Aliases = ["k_dpmpp_sde"], DefaultScheduler = Karras, IsSecondOrder = true, UsesBrownianNoise = true,
        },
        new("DPM++ 2M SDE", SamplerKind.Sigma, SdeSamplers.DpmPlusPlus2MSdeMidpoint)
        {
            Aliases = ["k_dpmpp_2m_sde"], DefaultScheduler = Exponential, UsesBrownianNoise = true,
        },
        new("DPM++ 2M SDE Heun", SamplerKind.Sigma, SdeSamplers.DpmPlusPlus2MSdeHeun)
        {
            Aliases = ["k_dpmpp_2m_sde_heun"], DefaultScheduler = Exponential, UsesBrownianNoise = true,
        },
        new("DPM++ 2S a", SamplerKind.Sigma, AncestralSamplers.DpmPlusPlus2S)
        {
            Aliases = ["k_dpmpp_2s_a"], DefaultScheduler = Karras, UsesEnsd = true, IsSecondOrder = true,
        },
        new("DPM++ 3M SDE", SamplerKind.Sigma, SdeSamplers.DpmPlusPlus3MSde)
        {
            Aliases = ["k_dpmpp_3m_sde"], DefaultScheduler = Exponential, DiscardsNextToLastSigma = true, UsesBrownianNoise = true,
        },
        new("Euler a", SamplerKind.Sigma, AncestralSamplers.Euler) { Aliases = ["k_euler_a", "k_euler_ancestral"], UsesEnsd = true },
        new("Euler", SamplerKind.Sigma, ChurnedSamplers.Euler) { Aliases = ["k_euler"] },
        new("LMS", SamplerKind.Sigma, MultistepSamplers.LinearMultistep) { Aliases = ["k_lms"] },
        new("Heun", SamplerKind.Sigma, ChurnedSamplers.Heun) { Aliases = ["k_heun"], IsSecondOrder = true },
        new("DPM2", SamplerKind.Sigma, ChurnedSamplers.Dpm2)
        {
            Aliases = ["k_dpm_2"], DefaultScheduler = Karras, DiscardsNextToLastSigma = true, IsSecondOrder = true,
        },
        new("DPM2 a", SamplerKind.Sigma, AncestralSamplers.Dpm2)
        {
            Aliases = ["k_dpm_2_a"], DefaultScheduler = Karras, DiscardsNextToLastSigma = true, UsesEnsd = true, IsSecondOrder = true,
        },
        new("DPM fast", SamplerKind.Sigma, DpmSolverSamplers.Fast) { Aliases = ["k_dpm_fast"], UsesEnsd = true },
        new("DPM adaptive", SamplerKind.Sigma, DpmSolverSamplers.Adaptive) { Aliases = ["k_dpm_ad"], UsesEnsd = true },
        new("Restart", SamplerKind.Sigma, RestartSampler.Sample) { Aliases = ["restart"], DefaultScheduler = Karras, IsSecondOrder = true },
        new("DDIM", SamplerKind.Timestep, TimestepSamplers.Ddim) { Aliases = ["ddim"] },

        // 1/12.5: webui, so that the usual guidance scales suit CFG++, whose own lie between 0 and 1.
        new("DDIM CFG++", SamplerKind.Timestep, TimestepSamplers.DdimCfgPlusPlus) { Aliases = ["ddim_cfgpp"], GuidanceMultiplier = 1 / 12.5 },
        new("PLMS", SamplerKind.Timestep, TimestepSamplers.Plms) { Aliases = ["plms"] },
        new("UniPC", SamplerKind.Timestep, UniPcSampler.Sample) { Aliases = ["unipc"] },
        new("LCM", SamplerKind.Lcm, LcmSampler.Sample) { Aliases = ["k_lcm"] },
    ];

    /// <summary>The sampler with this name or alias, whatever the case.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public static Sampler Find(string name) =>
        All.FirstOrDefault(sampler => Names(sampler).Contains(name.Trim(), StringComparer.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"unknown sampler '{name}': did you mean '{NearestName.To(name, All.SelectMany(Names))}'?");

    /// <summary>
    /// Reads the names that a person typed: as <see cref="Resolve"/>, but unknown names are errors and the case does not matter.
    /// A scheduler at the end of the sampler's name ("DPM++ 2M Karras") counts when no scheduler is given.
    /// </summary>
    /// <exception cref="ArgumentException">A name is unknown, or both name different schedulers.</exception>
    public static (Sampler Sampler, Scheduler Scheduler) FindBoth(string sampler, string? scheduler)
    {
        Scheduler? given = scheduler is null ? null : SchedulerCatalog.Find(scheduler);
        if (Strip(sampler, StringComparison.OrdinalIgnoreCase) is not (string rest, Scheduler named))
        {
            return (Find(sampler), given ?? SchedulerCatalog.Automatic);
        }

        if (given is not null && given != named)
        {
            throw new ArgumentException($"sampler '{sampler}' names the scheduler '{named}', but '{given}' was asked for: drop one of them");
        }

        return (Find(rest), named);
    }

    /// <summary>
    /// What webui makes of a request's names, old names such as "DPM++ 2M Karras" included. It never fails: an unknown sampler is DPM++ 2M, an
    /// unknown scheduler Automatic.
    /// </summary>
    /// <param name="toAutomatic">A scheduler that is the sampler's default anyway becomes Automatic: so for pages, infotexts and the API, not inside a job.</param>
    public static (Sampler Sampler, Scheduler Scheduler) Resolve(string? sampler, string? scheduler, bool toAutomatic = true)
    {
        string rest = string.IsNullOrEmpty(sampler) ? All[0].Name : sampler;
        Scheduler chosen = SchedulerCatalog.TryFind(scheduler) ?? SchedulerCatalog.Automatic;

        // One pass over all of them, each looking at what the earlier ones left: "Euler SGM Uniform" loses "Uniform" first, and is then unknown.
        foreach (Scheduler candidate in SchedulerCatalog.All)
        {
            foreach (string text in Suffixes(candidate))
            {
                if (rest.EndsWith(" " + text, StringComparison.Ordinal))
                {
                    (rest, chosen) = (rest[..^(text.Length + 1)], candidate);
                    break;
                }
            }
        }

        Sampler found = All.FirstOrDefault(candidate => candidate.Name == rest) ?? All[0];
        return (found, toAutomatic && chosen == found.DefaultScheduler ? SchedulerCatalog.Automatic : chosen);
    }

    /// <summary>A sampler's name without the longest scheduler name at its end; null when there is none.</summary>
    private static (string Sampler, Scheduler Scheduler)? Strip(string name, StringComparison comparison)
    {
        string trimmed = name.Trim();
        return SchedulerCatalog.All
            .SelectMany(scheduler => Suffixes(scheduler).Select(text => (Text: " " + text, Scheduler: scheduler)))
            .Where(suffix => trimmed.EndsWith(suffix.Text, comparison))
            .OrderByDescending(suffix => suffix.Text.Length)
            .Select(suffix => ((string, Scheduler)?)(trimmed[..^suffix.Text.Length], suffix.Scheduler))
            .FirstOrDefault();
    }

    private static IEnumerable<string> Suffixes(Scheduler scheduler) => [scheduler.Label, scheduler.Name, .. scheduler.Aliases];

    private static IEnumerable<string> Names(Sampler sampler) => [sampler.Name, .. sampler.Aliases];
}
