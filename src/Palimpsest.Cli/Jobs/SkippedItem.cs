namespace Palimpsest.Cli.Jobs;

/// <summary>A source that no picture could be made of, and why.</summary>
internal sealed record SkippedItem(string Name, string Reason);
