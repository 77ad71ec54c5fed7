namespace Palimpsest.Studio.Jobs;

/// <summary>What happened to a job or the queue.</summary>
public enum JobEventKind
{
    Accepted = 0,
    Started = 1,

    /// <summary>A picture is on disk; <see cref="JobEvent.PictureId"/> is its number in the gallery.</summary>
    Picture = 2,
    Warning = 3,
    Moved = 4,
    Completed = 5,
    Failed = 6,
    Cancelled = 7,

    /// <summary>The queue takes up no further jobs. Of no job.</summary>
    Paused = 8,

    /// <summary>It does again. Of no job.</summary>
    Resumed = 9,

    /// <summary>The server came back while the job ran; it runs on from its last finished picture.</summary>
    Recovered = 10,

    /// <summary>A picture was left out by request.</summary>
    Skipped = 11,
}
