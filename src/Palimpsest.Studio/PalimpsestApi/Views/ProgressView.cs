using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>How far the running job is.</summary>
public sealed record ProgressView
{
    public required Guid JobId { get; init; }

    public required string Stage { get; init; }

    /// <summary>How much of the stage is done, 0 to 1; null while sampling.</summary>
    public double? StagePart { get; init; }

    /// <summary>Until the stage is over; null as long as nothing can be said.</summary>
    public double? StageSecondsRemaining { get; init; }

    /// <summary>All of the job, 0 to 1.</summary>
    public required double Part { get; init; }

    public required int Step { get; init; }

    public required int Steps { get; init; }

    /// <summary>From 0.</summary>
    public required int Batch { get; init; }

    public required int Batches { get; init; }

    public double? SecondsRemaining { get; init; }

    /// <summary>Where the preview is to be had as a data: URI; only on GET /api/v1/progress?preview=true.</summary>
    public string? Preview { get; init; }

    internal static ProgressView Of(JobProgress progress, bool withPreview = false) => new()
    {
        JobId = progress.JobId,
        Stage = progress.Stage,
        StagePart = progress.StagePart,
        StageSecondsRemaining = progress.StageRemaining?.TotalSeconds,
        Part = progress.Part,
        Step = progress.SamplingStep,
        Steps = progress.SamplingSteps,
        Batch = progress.Batch,
        Batches = progress.Batches,
        SecondsRemaining = progress.Remaining?.TotalSeconds,
        Preview = withPreview && progress.Preview is LivePreview preview ? $"data:image/png;base64,{Convert.ToBase64String(preview.File)}" : null,
    };
}
