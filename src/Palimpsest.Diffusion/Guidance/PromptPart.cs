namespace Palimpsest.Diffusion.Guidance;

/// <summary>One of the prompts that AND joins, with its weight.</summary>
public sealed record PromptPart(ConditioningSchedule Schedule, double Weight = 1);
