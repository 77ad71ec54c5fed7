namespace Palimpsest.Studio.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>Accepted and stored; waits for its turn.</summary>
    Queued = 0,

    /// <summary>Being made; after a crash it is taken up again from its last finished picture.</summary>
    Running = 1,

    /// <summary>All its pictures are there.</summary>
    Completed = 2,

    /// <summary>Ended early; <see cref="Job.Error"/> says why. Finished pictures stay.</summary>
    Failed = 3,

    /// <summary>Ended early by request; finished pictures stay.</summary>
    Cancelled = 4,
}
