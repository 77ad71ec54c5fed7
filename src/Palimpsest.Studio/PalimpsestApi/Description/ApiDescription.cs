using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Studio.PalimpsestApi.Description;

/// <summary>Both APIs as an OpenAPI document, and as a page to read.</summary>
internal static class ApiDescription
{
    private const string Document = "v1";

    private const string About =
        "Palimpsest's own API is under /api/v1; AUTOMATIC1111 webui's, which existing programs speak, under /sdapi/v1 and /internal. "
        + "Where the server has a key or users, send Authorization: Bearer KEY, or Basic with name and password.";

    public static void AddApiDescription(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase));
        });
        services.AddOpenApi(Document, options =>
        {
            options.ShouldInclude = description => description.RelativePath is string path
                && new[] { "api/", "sdapi/", "internal/" }.Any(root => path.StartsWith(root, StringComparison.Ordinal));
            options.AddOperationTransformer<RouteTransformer>();
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo { Title = "Palimpsest", Version = ProgramVersion.Text.TrimStart('v'), Description = About };
                document.Servers = [new OpenApiServer { Url = "/" }];
                return Task.CompletedTask;
            });
        });
    }

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi.json").ExcludeFromDescription();
        app.MapGet("/docs", async (HttpContext context) =>
        {
            var provider = context.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(Document);
            OpenApiDocument document = await provider.GetOpenApiDocumentAsync(context.RequestAborted);
            string json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, context.RequestAborted);
            return Results.Content(new ApiPage(JsonNode.Parse(json)!.AsObject()).Html(), "text/html; charset=utf-8");
        }).ExcludeFromDescription();
    }
}
