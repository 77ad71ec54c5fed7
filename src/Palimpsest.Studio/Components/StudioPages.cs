using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Palimpsest.Studio.Components.Files;
using Palimpsest.Studio.Components.State;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Inputs;
using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.Components;

/// <summary>The pages.</summary>
public static class StudioPages
{
    public static IServiceCollection AddStudioPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddDataProtection().SetApplicationName("palimpsest");
        services.AddOptions<KeyManagementOptions>().Configure<DataFolder>((keys, folder) =>
            keys.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(Path.Combine(folder.Own, "keys")), NullLoggerFactory.Instance));

        // It warns that the keys are not encrypted; they guard forms of this one machine, in a folder of its user.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
        services.AddSingleton<InputPictures>();
        services.AddSingleton<SamplePictures>();
        services.AddSingleton<Thumbnails>();
        services.AddSingleton<PromptCounter>();
        services.AddSingleton<BatchFolders>();
        services.AddSingleton<FormRequest>();
        services.AddSingleton<ModelAddition>();
        return services;
    }

    public static WebApplication MapStudioPages(this WebApplication app)
    {
        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<InputPictures>().Tidy);
        app.UseAntiforgery();
        app.MapEmbeddedFiles();
        app.MapPictureRoutes();
        app.MapModelRoute();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }
}
