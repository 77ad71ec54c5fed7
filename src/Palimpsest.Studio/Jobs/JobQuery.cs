namespace Palimpsest.Studio.Jobs;

/// <summary>Which jobs to list. Waiting and running ones come in the order in which they run, ended ones with the latest first.</summary>
public sealed record JobQuery
{
    /// <summary>Empty: all.</summary>
    public IReadOnlyList<JobState> States { get; init; } = [];

    /// <summary>Words that the prompt must contain; null: any.</summary>
    public string? Text { get; init; }

    public string? Origin { get; init; }

    public string? Tag { get; init; }

    public int Skip { get; init; }

    /// <summary>1 to 1000.</summary>
    public int Take { get; init; } = 100;
}
