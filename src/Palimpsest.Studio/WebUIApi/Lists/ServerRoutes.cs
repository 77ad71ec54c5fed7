using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.WebUIApi.Errors;
using Palimpsest.Studio.WebUIApi.Options;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Lists;

/// <summary>Settings, memory, and what changes the server's state (webui.md 1.12).</summary>
internal static class ServerRoutes
{
    public static void MapServer(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("options", (OptionTable options) => WebUIAnswer.Json(options.Read())).WithSummary("All settings with their values.");
        routes.MapPost("options", async (HttpContext context, OptionTable options) =>
        {
            JsonElement body = await RequestBody.ReadAsync(context);
            JsonObject values = body.ValueKind == JsonValueKind.Object
                ? JsonObject.Create(body)!
                : throw new BodyException([new BodyFault(["body"], "value is not a valid dict", "type_error.dict")]);
            await options.SetAsync(values, context.RequestAborted);
            return WebUIAnswer.Json(null);
        }).WithSummary("Changes settings: an object of names and values. sd_model_checkpoint chooses the checkpoint.");
        routes.MapGet("cmd-flags", (StudioOptions options) => WebUIAnswer.Json(CommandFlags.Of(options))).WithSummary("How the server was started, without secrets.");
        routes.MapGet("memory", () => WebUIAnswer.Json(Memory())).WithSummary("Memory, in bytes.");
        MapModels(routes);
        foreach (string kind in new[] { "embedding", "hypernetwork" })
        {
            routes.MapPost($"create/{kind}", () => Untrained($"create {kind} error: training is not part of this program.")).WithSummary("Answers that there is no training.");
            routes.MapPost($"train/{kind}", () => Untrained("train embedding error: training is not part of this program.")).WithSummary("Answers that there is no training.");
        }
    }

    private static void MapModels(IEndpointRouteBuilder routes)
    {
        foreach (string list in new[] { "embeddings", "checkpoints", "vae", "loras" })
        {
            routes.MapPost($"refresh-{list}", (IModelShelf shelf) =>
            {
                shelf.Refresh();
                return WebUIAnswer.Json(null);
            }).WithSummary("Looks into the folders again.");
        }

        routes.MapPost("unload-checkpoint", async (HttpContext context, IModelShelf shelf) =>
        {
            await shelf.UnloadAsync(context.RequestAborted);
            return WebUIAnswer.Json(new JsonObject());
        }).WithSummary("Frees the memory of all checkpoints that no job uses.");
        routes.MapPost("reload-checkpoint", async (HttpContext context, IModelShelf shelf) =>
        {
            await shelf.LoadAsync(context.RequestAborted);
            return WebUIAnswer.Json(new JsonObject());
        }).WithSummary("Brings the chosen checkpoint into memory.");
    }

    private static IResult Untrained(string info) => WebUIAnswer.Json(new JsonObject { ["info"] = info });

    private static JsonObject Memory()
    {
        double total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long used = Environment.WorkingSet;
        return new JsonObject
        {
            ["ram"] = new JsonObject { ["free"] = BodyValue.Node(Math.Max(total - used, 0)), ["used"] = used, ["total"] = BodyValue.Node(total) },
            ["cuda"] = new JsonObject { ["error"] = "unavailable" },
        };
    }
}
