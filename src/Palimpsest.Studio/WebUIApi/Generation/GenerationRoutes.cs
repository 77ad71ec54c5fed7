using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.WebUIApi.Options;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Generation;

/// <summary>POST txt2img and img2img: the request becomes a job of the one queue, and the answer waits for it.</summary>
internal static class GenerationRoutes
{
    private const string TaskLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int TaskLength = 7; // webui.md 1.5

    public static void MapGeneration(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("txt2img", (HttpContext context, GenerationReader reader, IJobQueue queue, GenerationAnswer answer, OptionTable options) =>
            RunAsync(context, WebUISchemas.Txt2Img, reader, queue, answer, options)).Takes(WebUISchemas.Txt2Img, "Makes pictures of a prompt, and answers when they are there.");
        routes.MapPost("img2img", (HttpContext context, GenerationReader reader, IJobQueue queue, GenerationAnswer answer, OptionTable options) =>
            RunAsync(context, WebUISchemas.Img2Img, reader, queue, answer, options)).Takes(WebUISchemas.Img2Img, "Makes pictures of pictures and a prompt, and answers when they are there.");
    }

    private static async Task<IResult> RunAsync(
        HttpContext context, BodySchema schema, GenerationReader reader, IJobQueue queue, GenerationAnswer answer, OptionTable options)
    {
        bool txt2Img = schema == WebUISchemas.Txt2Img;
        Body body = await RequestBody.ReadAsync(context, schema);
        StudioRequest request = await reader.ReadAsync(body, txt2Img, context.RequestAborted);
        request = request with { Tag = request.Tag ?? $"task({(txt2Img ? "txt2img" : "img2img")}-{Random.Shared.GetItems<char>(TaskLetters, TaskLength).AsSpan()})" };
        Job job = await queue.SubmitAsync(request, cancellation: context.RequestAborted);
        if (body.Flag("override_settings_restore_afterwards") == false && body.Object("override_settings") is { Count: > 0 } kept)
        {
            await options.SetAsync((JsonObject)kept.DeepClone(), context.RequestAborted);
        }

        job = await queue.WaitAsync(job.Id, context.RequestAborted);
        return WebUIAnswer.Json(await answer.OfAsync(job, body, context.RequestAborted));
    }
}
