namespace Palimpsest.Diffusion.Schedules;

/// <summary>All schedulers, in webui's order.</summary>
public static class SchedulerCatalog
{
    public static Scheduler Automatic { get; } = new("automatic", "Automatic", Sigmas: null);

    public static Scheduler Karras { get; } = new("karras", "Karras", ScheduleFunctions.Karras) { DefaultRho = 7 };

    public static IReadOnlyList<Scheduler> All { get; } =
    [
        Automatic,
        new("uniform", "Uniform", ScheduleFunctions.Uniform) { NeedsModel = true },
        Karras,
        new("exponential", "Exponential", ScheduleFunctions.Exponential),
        new("polyexponential", "Polyexponential", ScheduleFunctions.Polyexponential) { DefaultRho = 1 },
        new("sgm_uniform", "SGM Uniform", ScheduleFunctions.SgmUniform) { NeedsModel = true, Aliases = ["SGMUniform"] },
        new("kl_optimal", "KL Optimal", ScheduleFunctions.KlOptimal),
        new("align_your_steps", "Align Your Steps", ScheduleFunctions.AlignYourSteps),
        new("simple", "Simple", ScheduleFunctions.Simple) { NeedsModel = true },
        new("normal", "Normal", ScheduleFunctions.Normal) { NeedsModel = true },
        new("ddim", "DDIM", ScheduleFunctions.Ddim) { NeedsModel = true },
        new("beta", "Beta", ScheduleFunctions.Beta) { NeedsModel = true },
    ];

    /// <summary>The scheduler with exactly this name or label, or null: webui's lookup.</summary>
    public static Scheduler? TryFind(string? nameOrLabel) =>
        All.FirstOrDefault(scheduler => scheduler.Label == nameOrLabel || scheduler.Name == nameOrLabel);

    /// <summary>The scheduler with this name, label or alias, whatever the case.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public static Scheduler Find(string name) =>
        All.FirstOrDefault(scheduler => Names(scheduler).Contains(name.Trim(), StringComparer.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"unknown scheduler '{name}': did you mean '{NearestName.To(name, All.SelectMany(Names))}'?");

    private static IEnumerable<string> Names(Scheduler scheduler) => [scheduler.Label, scheduler.Name, .. scheduler.Aliases];
}
