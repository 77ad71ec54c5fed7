namespace Palimpsest.Studio.Jobs;

/// <summary>A part of a list of jobs.</summary>
/// <param name="Total">How many there are in all.</param>
public sealed record JobPage(IReadOnlyList<Job> Jobs, int Total);
