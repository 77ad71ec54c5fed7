using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.PalimpsestApi.Description;

namespace Palimpsest.Studio.PalimpsestApi.Routes;

/// <summary>What happens, as server-sent events: the log from any place on, and progress between its entries.</summary>
internal static class EventRoutes
{
    private const string After = "after", LastEventId = "Last-Event-ID";

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("events", (HttpContext context, IJobQueue queue) => new EventStream(queue, Begin(context, otherwise: -1), null))
            .WithSummary("What happens to all jobs, without end.")
            .WithEventParameters("from now on");
        routes.MapGet("jobs/{id:guid}/events", async (Guid id, HttpContext context, IJobQueue queue) =>
        {
            await JobRoutes.FindAsync(id, queue, context);
            return new EventStream(queue, Begin(context, otherwise: 0), id);
        }).WithSummary("What happened and happens to a job, until it has ended.").WithEventParameters("from the job's beginning");
    }

    private static RouteHandlerBuilder WithEventParameters(this RouteHandlerBuilder route, string otherwise) => route
        .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
        .WithParameter(After, "query", $"The sequence number to go on behind; -1: only what happens from now on. Without it: {otherwise}.")
        .WithParameter(LastEventId, "header", "The same, as browsers send it when a connection was lost.");

    /// <summary>The header counts more: it is what was really seen last.</summary>
    private static long Begin(HttpContext context, long otherwise)
    {
        var query = new Query(context, After);
        string? seen = context.Request.Headers[LastEventId] is { Count: > 0 } header ? header.ToString() : null;
        if (seen is null)
        {
            return query.Number(After, otherwise, -1, long.MaxValue);
        }

        return long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            ? sequence
            : throw ApiProblem.Malformed($"{LastEventId} is '{seen}', but must be a sequence number.", LastEventId);
    }
}
