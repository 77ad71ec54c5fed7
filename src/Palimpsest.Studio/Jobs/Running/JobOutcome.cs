namespace Palimpsest.Studio.Jobs.Running;

/// <summary>What became of a job.</summary>
internal sealed record JobOutcome(JobState State, string? Error = null, string? ErrorField = null)
{
    /// <summary>Every further job would fail the same way.</summary>
    public bool StopsQueue { get; init; }
}
