using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.PalimpsestApi.Description;
using Palimpsest.Studio.PalimpsestApi.Views;

namespace Palimpsest.Studio.PalimpsestApi.Routes;

/// <summary>The queue as a whole, and the job that runs.</summary>
internal static class QueueRoutes
{
    public static void MapQueue(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("queue", async (HttpContext context, IJobQueue queue) => JobRoutes.Answer(await ViewAsync(queue, context)))
            .Produces<QueueView>().WithSummary("Whether the queue is paused, how much waits, and why no job goes on where something is in the way.");
        Change(routes, "pause", "Takes up no further jobs; the running one goes on.", (queue, context) => queue.PauseAsync(context.RequestAborted));
        Change(routes, "resume", "Takes up jobs again.", (queue, context) => queue.ResumeAsync(context.RequestAborted));
        Change(routes, "interrupt", "Ends the running job with the picture as it is by now.", (queue, _) =>
        {
            queue.Interrupt();
            return Task.CompletedTask;
        });
        Change(routes, "skip", "Ends the batch that is being made as it is by now; the next one follows.", (queue, _) =>
        {
            queue.SkipBatch();
            return Task.CompletedTask;
        });
        routes.MapPost("queue/cancel-all", async (HttpContext context, IJobQueue queue) => JobRoutes.Answer(new CancelledView(await queue.CancelAllAsync(context.RequestAborted))))
            .Produces<CancelledView>().WithSummary("Ends all jobs that wait or run.");
        routes.MapGet("progress", (HttpContext context, IJobQueue queue) =>
        {
            bool withPreview = new Query(context, "preview").Flag("preview");
            return queue.Progress is JobProgress progress ? JobRoutes.Answer(ProgressView.Of(progress, withPreview)) : Results.NoContent();
        }).Produces<ProgressView>().Produces(StatusCodes.Status204NoContent)
            .WithSummary("How far the running job is; nothing when none runs.")
            .WithParameter("preview", "query", "true: with what the picture looks like by now.");
    }

    private static void Change(IEndpointRouteBuilder routes, string what, string summary, Func<IJobQueue, HttpContext, Task> change) =>
        routes.MapPost($"queue/{what}", async (HttpContext context, IJobQueue queue) =>
        {
            await change(queue, context);
            return JobRoutes.Answer(await ViewAsync(queue, context));
        }).Produces<QueueView>().WithSummary(summary);

    private static async Task<QueueView> ViewAsync(IJobQueue queue, HttpContext context)
    {
        JobPage waiting = await queue.ListAsync(new JobQuery { States = [JobState.Queued], Take = 1 }, context.RequestAborted);
        return new QueueView(queue.IsPaused, waiting.Total, queue.Progress?.JobId, queue.Hindrance);
    }
}
