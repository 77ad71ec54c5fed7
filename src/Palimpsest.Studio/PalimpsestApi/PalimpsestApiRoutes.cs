using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Palimpsest.Studio.PalimpsestApi;

/// <summary>The program's own API under /api/v1.</summary>
public static class PalimpsestApiRoutes
{
    public static IServiceCollection AddPalimpsestApi(this IServiceCollection services) => services;

    public static WebApplication MapPalimpsestApi(this WebApplication app) => app;
}
