namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>The queue as a whole.</summary>
/// <param name="IsPaused">No further jobs are taken up.</param>
/// <param name="Waiting">How many jobs wait.</param>
/// <param name="Running">The job that runs; null when none does.</param>
public sealed record QueueView(bool IsPaused, int Waiting, Guid? Running);
