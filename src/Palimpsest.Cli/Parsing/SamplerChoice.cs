namespace Palimpsest.Cli.Parsing;

/// <summary>What a sampler's name said: the sampler, and the scheduler if it named one.</summary>
internal sealed record SamplerChoice(string Sampler, string? Scheduler);
