namespace Palimpsest.Diffusion.Prompts.Schedules;

/// <summary>A piece of a prompt as the schedule grammar sees it.</summary>
internal abstract record PromptNode;
