using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.WebUIApi.Options;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Progress;

/// <summary>The routes of webui's page that programs use too (webui.md 1.13).</summary>
internal static class InternalRoutes
{
    public static void MapInternal(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("progress", async (HttpContext context, TaskProgress tasks) =>
            WebUIAnswer.Json(await tasks.ReadAsync(await RequestBody.ReadAsync(context, WebUISchemas.Progress), context.RequestAborted)))
            .Takes(WebUISchemas.Progress, "How far the job of a task id is.");
        routes.MapGet("pending-tasks", async (HttpContext context, TaskProgress tasks) => WebUIAnswer.Json(await tasks.PendingAsync(context.RequestAborted)))
            .WithSummary("The task ids of the jobs that wait.");
        routes.MapGet("ping", () => WebUIAnswer.Json(new JsonObject())).WithSummary("Answers that the server is there.");
        routes.MapGet("quicksettings-hint", () => WebUIAnswer.Json(new JsonArray(
            [.. OptionTable.All.Select(option => new JsonObject { ["name"] = option.Name, ["label"] = option.Label })]))).WithSummary("The names and labels of all settings.");
        routes.MapGet("profile-startup", () => WebUIAnswer.Json(new JsonObject { ["total"] = Startup.TotalSeconds, ["records"] = new JsonObject() }))
            .WithSummary("Seconds that the start took.");
        routes.MapGet("sysinfo", (IModelShelf shelf) => WebUIAnswer.Json(SystemReport(shelf))).WithSummary("What the server runs on.");
        routes.MapGet("sysinfo-download", (HttpContext context, IModelShelf shelf) =>
        {
            context.Response.Headers.ContentDisposition = "attachment; filename=sysinfo.json";
            return WebUIAnswer.Json(SystemReport(shelf));
        }).WithSummary("The same as a file.");
    }

    /// <summary>From the process's beginning until its routes were first asked for.</summary>
    private static TimeSpan Startup { get; } = DateTime.Now - Process.GetCurrentProcess().StartTime;

    /// <summary>Nothing of how the server was started: the command line may hold passwords.</summary>
    private static JsonObject SystemReport(IModelShelf shelf) => new()
    {
        ["Platform"] = RuntimeInformation.OSDescription,
        ["Architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["Runtime"] = RuntimeInformation.FrameworkDescription,
        ["Version"] = ProgramVersion.Text,
        ["CPU"] = new JsonObject { ["count logical"] = Environment.ProcessorCount },
        ["RAM"] = new JsonObject { ["total"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, ["used"] = Environment.WorkingSet },
        ["Checkpoint"] = shelf.Current.Title,
        ["Models in memory"] = shelf.LoadedBytes,
        ["Extensions"] = new JsonArray(),
    };
}
