namespace Palimpsest.Studio.Jobs;

/// <summary>An entry of the log of all jobs, which outlives restarts.</summary>
/// <param name="Sequence">Counts up from 1 without end; a listener that lost its connection goes on behind the last one it saw.</param>
/// <param name="JobId">Null when it is about the queue.</param>
/// <param name="PictureId">The picture's number in the gallery; null unless it is about one.</param>
/// <param name="Message">In words: a warning, an error; null when the kind says it all.</param>
public sealed record JobEvent(long Sequence, Guid? JobId, DateTimeOffset Time, JobEventKind Kind, long? PictureId = null, string? Message = null);
