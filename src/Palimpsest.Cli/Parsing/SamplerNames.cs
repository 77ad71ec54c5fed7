namespace Palimpsest.Cli.Parsing;

/// <summary>The samplers and schedulers by webui's names, in any case. "DPM++ 2M Karras" names both, as webui's older versions did.</summary>
internal static class SamplerNames
{
    public static readonly IReadOnlyList<string> Samplers =
    [
        "DPM++ 2M", "DPM++ SDE", "DPM++ 2M SDE", "DPM++ 2M SDE Heun", "DPM++ 2S a", "DPM++ 3M SDE", "Euler a", "Euler", "LMS", "Heun", "DPM2", "DPM2 a",
        "DPM fast", "DPM adaptive", "Restart", "DDIM", "DDIM CFG++", "PLMS", "UniPC", "LCM",
    ];

    public static readonly IReadOnlyList<string> Schedulers =
    [
        "Automatic", "Uniform", "Karras", "Exponential", "Polyexponential", "SGM Uniform", "KL Optimal", "Align Your Steps", "Simple", "Normal", "DDIM", "Beta",
    ];

    /// <summary>The sampler's name, and the scheduler's when the text ends with one.</summary>
    public static SamplerChoice ParseSampler(string text)
    {
        if (Find(text, Samplers) is string alone)
        {
            return new SamplerChoice(alone, Scheduler: null);
        }

        foreach (string scheduler in Schedulers.Where(name => text.EndsWith(" " + name, StringComparison.OrdinalIgnoreCase)))
        {
            if (Find(text[..^scheduler.Length], Samplers) is string sampler)
            {
                return new SamplerChoice(sampler, scheduler);
            }
        }

        throw Unknown(text, Samplers, "sampler");
    }

    public static string ParseScheduler(string text) => Find(text, Schedulers) ?? throw Unknown(text, Schedulers, "scheduler");

    private static string? Find(string text, IReadOnlyList<string> names) =>
        names.FirstOrDefault(name => name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));

    private static FormatException Unknown(string text, IReadOnlyList<string> names, string what) =>
        new($"there is no {what} of that name. Did you mean '{NearestName.Of(text, names)}'?");
}
