using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Palimpsest.Studio.WebUIApi.Errors;

/// <summary>Gives answers without a body, of routes and methods that are not there, FastAPI's one.</summary>
internal static class WebUIStatusPages
{
    private static readonly PathString[] Roots = ["/sdapi", "/internal", "/controlnet", "/sd_extra_networks"];

    public static bool IsWebUI(PathString path) => Roots.Any(root => path.StartsWithSegments(root));

    public static IApplicationBuilder UseWebUIStatusPages(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        HttpResponse response = context.Response;
        if (IsWebUI(context.Request.Path) && !response.HasStarted && response.ContentLength is null && response.ContentType is null
            && response.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed)
        {
            response.ContentType = "application/json";
            await response.WriteAsync(WebUIAnswer.Text(WebUIAnswer.Status(response.StatusCode)));
        }
    });
}
