using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Data;

/// <summary>A job as it is stored. Times are milliseconds since 1970, UTC.</summary>
internal sealed class JobRow
{
    public required Guid Id { get; init; }

    public required JobState State { get; set; }

    public required string Kind { get; init; }

    public required double Order { get; set; }

    public required long CreatedAt { get; init; }

    public long? StartedAt { get; set; }

    public long? EndedAt { get; set; }

    public required string Origin { get; init; }

    public string? Tag { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Of the request as it was sent, so that one key is not used for two requests.</summary>
    public required string RequestHash { get; init; }

    public required string Prompt { get; init; }

    /// <summary>Prompt and checkpoint in lower case.</summary>
    public required string SearchText { get; init; }

    public required string Checkpoint { get; init; }

    public int? Asked { get; init; }

    public int Finished { get; set; }

    public string? Error { get; set; }

    public string? ErrorField { get; set; }

    /// <summary>A sentence a line.</summary>
    public string Warnings { get; set; } = "";

    /// <summary>Asked to end, which a crash must not undo.</summary>
    public bool IsCancelRequested { get; set; }

    public Job ToJob() => new()
    {
        Id = Id,
        State = State,
        Kind = Kind,
        Order = Order,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        StartedAt = Time(StartedAt),
        EndedAt = Time(EndedAt),
        Origin = Origin,
        Tag = Tag,
        IdempotencyKey = IdempotencyKey,
        Prompt = Prompt,
        Checkpoint = Checkpoint,
        Asked = Asked,
        Finished = Finished,
        Error = Error,
        ErrorField = ErrorField,
        Warnings = Warnings.Split('\n', StringSplitOptions.RemoveEmptyEntries),
    };

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is long value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
