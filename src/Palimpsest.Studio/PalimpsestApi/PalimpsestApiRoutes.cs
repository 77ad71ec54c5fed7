using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Palimpsest.Studio.PalimpsestApi.Description;
using Palimpsest.Studio.PalimpsestApi.Requests;
using Palimpsest.Studio.PalimpsestApi.Routes;

namespace Palimpsest.Studio.PalimpsestApi;

/// <summary>The program's own API under /api/v1, and the description of both APIs at /openapi.json and /docs.</summary>
public static class PalimpsestApiRoutes
{
    private const string Root = "/api/v1/";

    public static IServiceCollection AddPalimpsestApi(this IServiceCollection services)
    {
        services.AddSingleton<JobCreationReader>();
        services.AddApiDescription();
        return services;
    }

    public static WebApplication MapPalimpsestApi(this WebApplication app)
    {
        app.MapApiDescription();
        RouteGroupBuilder routes = app.MapGroup(Root).WithTags("palimpsest").AddEndpointFilter<ProblemFilter>();
        routes.MapJobs();
        routes.MapQueue();
        routes.MapEvents();
        routes.MapGallery();
        routes.MapModels();

        // Whatever the method: without it, the pages' own "not found" would answer programs.
        routes.Map("{**rest}", (HttpContext context) => throw ApiProblem.NotFound($"route {context.Request.Method} {context.Request.Path}")).ExcludeFromDescription();
        return app;
    }
}
