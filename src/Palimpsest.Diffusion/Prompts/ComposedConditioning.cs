namespace Palimpsest.Diffusion.Prompts;

/// <summary>The parts of a prompt joined by AND, each with the weight of its guidance; at least one.</summary>
public sealed record ComposedConditioning(IReadOnlyList<(ScheduledConditioning Conditioning, double Weight)> Parts);
