namespace Palimpsest.Diffusion.Prompts;

/// <summary>One part of a prompt joined by AND, and the factor of its guidance.</summary>
public sealed record WeightedPrompt(string Text, double Weight);
