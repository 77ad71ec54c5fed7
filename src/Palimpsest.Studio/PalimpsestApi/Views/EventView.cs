using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>An entry of the log.</summary>
/// <param name="Sequence">Also the event's id, to go on from with Last-Event-ID.</param>
/// <param name="JobId">Null when it is about the queue.</param>
/// <param name="PictureId">The picture that is there now.</param>
public sealed record EventView(long Sequence, Guid? JobId, DateTimeOffset Time, JobEventKind Kind, long? PictureId, string? Message);
