using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.PalimpsestApi;
using Palimpsest.Studio.Security;
using Palimpsest.Studio.Components;
using Palimpsest.Studio.WebUIApi;

namespace Palimpsest.Studio;

/// <summary>Puts the server together; tests run it in their own process.</summary>
public static class StudioApplication
{
    /// <summary>The server, not started yet.</summary>
    /// <param name="configure">Changes the builder before it builds: another server in tests.</param>
    public static WebApplication Build(StudioOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(StudioApplication).Assembly.GetName().Name });
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new DataFolder(Path.GetFullPath(options.DataDir)));
        builder.Services.AddStudioSecurity(options);
        builder.Services.AddWebUIApi();
        builder.Services.AddPalimpsestApi();
        builder.Services.AddStudioPages();
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        app.UseStudioSecurity();
        app.MapWebUIApi();
        app.MapPalimpsestApi();
        app.MapStudioPages();
        return app;
    }
}
