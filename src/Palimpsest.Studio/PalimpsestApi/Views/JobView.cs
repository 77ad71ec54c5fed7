using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>A job.</summary>
public sealed record JobView
{
    public required Guid Id { get; init; }

    public required JobState State { get; init; }

    /// <summary>"img2img" or "txt2img".</summary>
    public required string Kind { get; init; }

    public required string Prompt { get; init; }

    /// <summary>The checkpoint's name.</summary>
    public required string Model { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many pictures it is to make; null where only its run will show.</summary>
    public int? Asked { get; init; }

    /// <summary>How many are finished.</summary>
    public int Finished { get; init; }

    /// <summary>Who asked: "page", "sdapi", "api", "command".</summary>
    public required string Origin { get; init; }

    public string? Tag { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The field that is at fault.</summary>
    public string? ErrorField { get; init; }

    /// <summary>What was done otherwise than asked for.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    internal static JobView Of(Job job) => new()
    {
        Id = job.Id,
        State = job.State,
        Kind = job.Kind,
        Prompt = job.Prompt,
        Model = job.Checkpoint,
        CreatedAt = job.CreatedAt,
        StartedAt = job.StartedAt,
        EndedAt = job.EndedAt,
        Asked = job.Asked,
        Finished = job.Finished,
        Origin = job.Origin,
        Tag = job.Tag,
        Error = job.Error,
        ErrorField = job.ErrorField,
        Warnings = job.Warnings,
    };
}
