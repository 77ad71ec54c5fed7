using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Progress;

/// <summary>How far the running job is, and ways to end it early.</summary>
internal static class ProgressRoutes
{
    public static void MapProgress(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("progress", (HttpContext context, ProgressView view) => WebUIAnswer.Json(view.Read(withPicture: !SkipsPicture(context))))
            .WithSummary("How far the running job is, and what its picture looks like by now (leave that out with skip_current_image=true).");
        routes.MapPost("interrupt", (IJobQueue queue) =>
        {
            queue.Interrupt();
            return WebUIAnswer.Json(new JsonObject());
        }).WithSummary("Ends the running job as it is by now.");
        routes.MapPost("skip", (ProgressView view) =>
        {
            view.Skip();
            return WebUIAnswer.Json(null);
        }).WithSummary("Ends the batch that is being made as it is by now; the next one follows.");
    }

    private static bool SkipsPicture(HttpContext context)
    {
        string? given = context.Request.Query["skip_current_image"];
        if (given is null)
        {
            return false;
        }

        return BodyValue.TryRead(BodyFieldKind.Flag, System.Text.Json.JsonSerializer.SerializeToElement(given), ["query", "skip_current_image"], out JsonNode? flag) is BodyFault fault
            ? throw new BodyException([fault])
            : flag!.GetValue<bool>();
    }
}
