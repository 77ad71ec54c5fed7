using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Palimpsest.Studio.Components;

/// <summary>The pages.</summary>
public static class StudioPages
{
    public static IServiceCollection AddStudioPages(this IServiceCollection services) => services;

    public static WebApplication MapStudioPages(this WebApplication app) => app;
}
