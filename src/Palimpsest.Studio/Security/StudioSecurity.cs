using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Palimpsest.Studio.Security;

/// <summary>Who may speak to the server, and how.</summary>
public static class StudioSecurity
{
    public static IServiceCollection AddStudioSecurity(this IServiceCollection services, StudioOptions options) => services;

    public static WebApplication UseStudioSecurity(this WebApplication app) => app;
}
