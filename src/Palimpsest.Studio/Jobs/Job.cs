namespace Palimpsest.Studio.Jobs;

/// <summary>An accepted request and what became of it.</summary>
public sealed record Job
{
    /// <summary>Later jobs have larger ones.</summary>
    public required Guid Id { get; init; }

    public required JobState State { get; init; }

    /// <summary>"img2img" or "txt2img".</summary>
    public required string Kind { get; init; }

    /// <summary>Place among the waiting jobs: smaller ones run earlier. Without meaning once it runs.</summary>
    public required double Order { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who asked: "page", "sdapi", "api", "command".</summary>
    public required string Origin { get; init; }

    public string? Tag { get; init; }

    public string? IdempotencyKey { get; init; }

    public required string Prompt { get; init; }

    /// <summary>The checkpoint's name.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>How many pictures it is to make, combinations apart; null where only a script's run will show.</summary>
    public int? Asked { get; init; }

    /// <summary>How many are finished, combinations apart.</summary>
    public int Finished { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The field that is at fault, if one is.</summary>
    public string? ErrorField { get; init; }

    /// <summary>What was done otherwise than asked for, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public bool HasEnded => State is JobState.Completed or JobState.Failed or JobState.Cancelled;
}
