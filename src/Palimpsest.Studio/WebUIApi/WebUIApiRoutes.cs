using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Palimpsest.Studio.WebUIApi.Errors;
using Palimpsest.Studio.WebUIApi.ExtraNetworks;
using Palimpsest.Studio.WebUIApi.Extras;
using Palimpsest.Studio.WebUIApi.Generation;
using Palimpsest.Studio.WebUIApi.Lists;
using Palimpsest.Studio.WebUIApi.Options;
using Palimpsest.Studio.WebUIApi.Pictures;
using Palimpsest.Studio.WebUIApi.Progress;

namespace Palimpsest.Studio.WebUIApi;

/// <summary>webui's API under /sdapi/v1, /internal and /sd_extra_networks (webui.md 1). What is not installed has no routes, as in webui: /controlnet, server-kill and its like.</summary>
public static class WebUIApiRoutes
{
    /// <summary>What the API's description groups these routes under.</summary>
    internal const string Tag = "webui";

    public static IServiceCollection AddWebUIApi(this IServiceCollection services)
    {
        services.AddSingleton<PictureFetcher>();
        services.AddSingleton<EncodedPictures>();
        services.AddSingleton<OptionTable>();
        services.AddSingleton<InfotextFields>();
        services.AddSingleton<GenerationReader>();
        services.AddSingleton<GenerationAnswer>();
        services.AddSingleton<ExtrasRun>();
        services.AddSingleton<ProgressView>();
        services.AddSingleton<TaskProgress>();
        return services;
    }

    public static WebApplication MapWebUIApi(this WebApplication app)
    {
        // It listens from the beginning, so that what a finished job leaves in the state is there.
        app.Services.GetRequiredService<ProgressView>();
        RouteGroupBuilder routes = app.MapGroup("/sdapi/v1/").WithTags(Tag).AddEndpointFilter<WebUIErrorFilter>();
        routes.MapGeneration();
        routes.MapExtras();
        routes.MapPictures();
        routes.MapProgress();
        routes.MapLists();
        routes.MapServer();
        app.MapGroup("/sd_extra_networks/").WithTags(Tag).AddEndpointFilter<WebUIErrorFilter>().MapExtraNetworks();
        app.MapGroup("/internal/").WithTags(Tag).AddEndpointFilter<WebUIErrorFilter>().MapInternal();
        return app;
    }
}
