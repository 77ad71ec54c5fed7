namespace Palimpsest.Diffusion.Prompts;

/// <summary>A text and the last step, counted from 1, for which it holds.</summary>
public sealed record ScheduledPrompt(int EndStep, string Text);
