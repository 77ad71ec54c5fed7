using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Data;

/// <summary>An entry of the log.</summary>
internal sealed class EventRow
{
    /// <summary>Drawn by the database, never twice.</summary>
    public long Sequence { get; init; }

    public Guid? JobId { get; init; }

    public required long Time { get; init; }

    public required JobEventKind Kind { get; init; }

    public long? PictureId { get; init; }

    public string? Message { get; init; }

    public JobEvent ToEvent() => new(Sequence, JobId, DateTimeOffset.FromUnixTimeMilliseconds(Time), Kind, PictureId, Message);
}
