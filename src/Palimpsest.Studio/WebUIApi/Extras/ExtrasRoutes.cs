using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Extras;

/// <summary>POST extra-single-image and extra-batch-images (webui.md 1.9). Nothing is saved.</summary>
internal static class ExtrasRoutes
{
    public static void MapExtras(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("extra-single-image", async (HttpContext context, ExtrasRun run) =>
        {
            Body body = await RequestBody.ReadAsync(context, WebUISchemas.ExtraSingle);
            ExtrasResult result = await run.RunAsync(body, [body.Text("image")!], context.RequestAborted);
            return WebUIAnswer.Json(new JsonObject { ["html_info"] = Html(result), ["image"] = result.Images[0] });
        }).Takes(WebUISchemas.ExtraSingle, "Enlarges a picture.");
        routes.MapPost("extra-batch-images", async (HttpContext context, ExtrasRun run) =>
        {
            Body body = await RequestBody.ReadAsync(context, WebUISchemas.ExtraBatch);
            ExtrasResult result = await run.RunAsync(body, [.. body.List("imageList").Select(image => image!["data"]!.GetValue<string>())], context.RequestAborted);
            return WebUIAnswer.Json(new JsonObject { ["html_info"] = Html(result), ["images"] = new JsonArray([.. result.Images.Select(image => JsonValue.Create(image))]) });
        }).Takes(WebUISchemas.ExtraBatch, "Enlarges several pictures alike.");
    }

    private static string Html(ExtrasResult result) => $"<p>{WebUtility.HtmlEncode(result.Infotext)}</p>";
}
