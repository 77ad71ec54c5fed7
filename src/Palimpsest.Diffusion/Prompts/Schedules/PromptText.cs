namespace Palimpsest.Diffusion.Prompts.Schedules;

/// <summary>Text that is the same at every step. <paramref name="IsStray"/>: a bracket, colon or bar that belongs to no group.</summary>
internal sealed record PromptText(string Value, bool IsStray = false) : PromptNode;
