namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>The queue as a whole.</summary>
/// <param name="IsPaused">No further jobs are taken up.</param>
/// <param name="Waiting">How many jobs wait.</param>
/// <param name="Running">The job that runs; null when none does.</param>
/// <param name="Hindrance">Why no job goes on although the queue is not paused: none can be stored, since the disk is full or the database locked. It is tried again by itself. Null: nothing is in the way.</param>
public sealed record QueueView(bool IsPaused, int Waiting, Guid? Running, string? Hindrance);
