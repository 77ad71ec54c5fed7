using System.Text.Json.Nodes;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Progress;

/// <summary>Jobs by the task ids that their senders chose.</summary>
internal sealed class TaskProgress(IJobQueue queue)
{
    private const int MostWaiting = 1000;

    public async Task<JsonObject> ReadAsync(Body body, CancellationToken cancellation)
    {
        Job? job = body.Text("id_task") is string tag ? (await queue.ListAsync(new JobQuery { Tag = tag, Take = 1 }, cancellation)).Jobs.FirstOrDefault() : null;
        JobProgress? now = queue.Progress is JobProgress progress && progress.JobId == job?.Id ? progress : null;
        if (now is null)
        {
            return new JsonObject
            {
                ["active"] = false,
                ["queued"] = job?.State == JobState.Queued,
                ["completed"] = job?.HasEnded == true,
                ["progress"] = null,
                ["eta"] = null,
                ["live_preview"] = null,
                ["id_live_preview"] = -1,
                ["textinfo"] = job?.State == JobState.Queued ? await PlaceAsync(job, cancellation) : "Waiting...",
            };
        }

        double part = Math.Min(ProgressView.Part(now), 1);
        bool isNew = body.Flag("live_preview") != false && now.Preview is not null && now.Preview.Number != body.Integer("id_live_preview");
        return new JsonObject
        {
            ["active"] = true,
            ["queued"] = false,
            ["completed"] = false,
            ["progress"] = part,
            ["eta"] = part > 0 ? ProgressView.Remaining(now, part) : null,
            ["live_preview"] = isNew ? $"data:image/png;base64,{Convert.ToBase64String(now.Preview!.File)}" : null,
            ["id_live_preview"] = now.Preview?.Number ?? -1,
            ["textinfo"] = ProgressView.Text(now),
        };
    }

    public async Task<JsonObject> PendingAsync(CancellationToken cancellation)
    {
        JobPage waiting = await queue.ListAsync(new JobQuery { States = [JobState.Queued], Take = MostWaiting }, cancellation);
        return new JsonObject
        {
            ["size"] = waiting.Total,
            ["tasks"] = new JsonArray([.. waiting.Jobs.Select(job => JsonValue.Create(job.Tag ?? job.Id.ToString()))]),
        };
    }

    private async Task<string> PlaceAsync(Job job, CancellationToken cancellation)
    {
        JobPage waiting = await queue.ListAsync(new JobQuery { States = [JobState.Queued], Take = MostWaiting }, cancellation);
        int place = waiting.Jobs.ToList().FindIndex(other => other.Id == job.Id);
        return place < 0 ? $"In queue: more than {MostWaiting}/{waiting.Total}" : $"In queue: {place + 1}/{waiting.Total}";
    }
}
