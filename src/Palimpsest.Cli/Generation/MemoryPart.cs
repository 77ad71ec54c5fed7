namespace Palimpsest.Cli.Generation;

/// <summary>One part of the memory a job takes.</summary>
internal sealed record MemoryPart(string Name, long Bytes);
