using System.Globalization;

namespace Palimpsest.Studio.Jobs;

/// <summary>How far the running job is; not stored. A new one with each stage and step.</summary>
public sealed record JobProgress
{
    public required Guid JobId { get; init; }

    /// <summary>What is being done, see <see cref="Diffusion.Generation.Stages"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>How much of the stage is done, 0 to 1; null while sampling.</summary>
    public double? StagePart { get; init; }

    /// <summary>Until the stage is over; null while sampling, and as long as nothing can be said.</summary>
    public TimeSpan? StageRemaining { get; init; }

    /// <summary>Sampling of the whole job in steps; fractions are parts of a step.</summary>
    public double Steps { get; init; }

    /// <summary>0 until it is known.</summary>
    public int TotalSteps { get; init; }

    /// <summary>The step within the current batch, from 1; 0 before the first.</summary>
    public int SamplingStep { get; init; }

    /// <summary>Steps of a batch; 0 where only a script's run will show.</summary>
    public int SamplingSteps { get; init; }

    /// <summary>The batch that is being made, from 0.</summary>
    public int Batch { get; init; }

    /// <summary>How many there are; 0 where only a script's run will show.</summary>
    public int Batches { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null before the first step.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>What the picture looks like by now; null before the first step.</summary>
    public LivePreview? Preview { get; init; }

    /// <summary>Asked to end; it does so within a step.</summary>
    public bool IsEnding { get; init; }

    /// <summary>All of the job, 0 to 1.</summary>
    public double Part => TotalSteps == 0 ? 0 : Math.Clamp(Steps / TotalSteps, 0, 1);

    /// <summary>The stage in words: "Packing the weights, 45 %".</summary>
    public string StageText => StagePart is double part and > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Stage}, {Math.Floor(100 * part):0} %") : Stage;

    /// <summary>Whether it differs from another in parts of a step or stage only.</summary>
    internal bool IsLike(JobProgress other) => Stage == other.Stage && SamplingStep == other.SamplingStep && Batch == other.Batch && Preview == other.Preview
        && IsEnding == other.IsEnding && Steps < TotalSteps;
}
