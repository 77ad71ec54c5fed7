namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>A part of a list of jobs.</summary>
/// <param name="Total">How many there are in all.</param>
public sealed record JobListView(IReadOnlyList<JobView> Jobs, int Total);
