using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Palimpsest.Studio.WebUIApi;

/// <summary>webui's API under /sdapi/v1 and /internal.</summary>
public static class WebUIApiRoutes
{
    public static IServiceCollection AddWebUIApi(this IServiceCollection services) => services;

    public static WebApplication MapWebUIApi(this WebApplication app) => app;
}
