using System.Globalization;
using System.Text.Json.Nodes;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.WebUIApi.Progress;

/// <summary>The running job as webui's state tells of it (webui.md 1.11). Better than webui: progress never runs backwards or below 0.</summary>
internal sealed class ProgressView : IDisposable
{
    private const double Beginning = 0.01; // webui.md 1.11

    private readonly IJobQueue _queue;
    private readonly DateTimeOffset _start = DateTimeOffset.Now;
    private volatile JobProgress? _last;
    private (Guid Job, int Batch)? _skipped;

    public ProgressView(IJobQueue queue)
    {
        _queue = queue;
        queue.ProgressChanged += Remember;
    }

    public JsonObject Read(bool withPicture)
    {
        JobProgress? now = _queue.Progress;
        double progress = now is null ? 0 : Math.Min(Beginning + Part(now), 1);
        return new JsonObject
        {
            ["progress"] = progress,
            ["eta_relative"] = now is null ? 0.0 : Remaining(now, progress),
            ["state"] = State(now),
            ["current_image"] = withPicture && now?.Preview is LivePreview preview ? Convert.ToBase64String(preview.File) : null,
            ["textinfo"] = now is null ? null : Text(now),
        };
    }

    /// <summary>How much of the job is done, 0 to 1, by batches and steps.</summary>
    public static double Part(JobProgress now)
    {
        int batches = Math.Max(now.Batches, 1);
        double step = now.SamplingSteps > 0 ? Math.Min((double)now.SamplingStep / now.SamplingSteps, 1) : 0;
        return (Math.Min(now.Batch, batches) + step) / batches;
    }

    /// <summary>Seconds that are left at the speed so far.</summary>
    public static double Remaining(JobProgress now, double progress)
    {
        double elapsed = (DateTimeOffset.UtcNow - now.StartedAt).TotalSeconds;
        return progress > 0 ? Math.Max((elapsed / progress) - elapsed, 0) : 0;
    }

    /// <summary>What is done while no step is: "Packing the weights, 45 %, about 3 s". webui's bar shows such a text in front of its figures.</summary>
    public static string? Text(JobProgress now) => now switch
    {
        { StagePart: null } => null,
        { StageRemaining: TimeSpan time } => $"{now.StageText}, about {Duration.Text(time)}",
        _ => now.StageText,
    };

    public void Skip()
    {
        if (_queue.Progress is JobProgress now)
        {
            _skipped = (now.JobId, now.Batch);
            _queue.SkipBatch();
        }
    }

    public void Dispose() => _queue.ProgressChanged -= Remember;

    private void Remember(JobProgress? progress) => _last = progress ?? _last;

    private JsonObject State(JobProgress? now)
    {
        JobProgress? latest = now ?? _last;
        return new JsonObject
        {
            ["skipped"] = now is not null && _skipped == (now.JobId, now.Batch),
            ["interrupted"] = now is { IsEnding: true },
            ["stopping_generation"] = false,
            ["job"] = now is null ? "" : now.JobId.ToString(),
            ["job_count"] = now?.Batches ?? 0,
            ["job_timestamp"] = (latest?.StartedAt.ToLocalTime() ?? _start).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            ["job_no"] = latest?.Batch ?? 0,
            ["sampling_step"] = now?.SamplingStep ?? 0,
            ["sampling_steps"] = latest?.SamplingSteps ?? 0,
        };
    }
}
