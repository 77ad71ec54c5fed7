using Microsoft.Extensions.DependencyInjection;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Jobs.Requests;
using Palimpsest.Studio.Jobs.Running;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio;

/// <summary>What pages and programs work with: <see cref="IJobQueue"/>, <see cref="IGallery"/>, <see cref="IModelShelf"/>, <see cref="ISettingsStore"/>, <see cref="IStyleShelf"/>.</summary>
internal static class StudioServices
{
    public static IServiceCollection AddStudio(this IServiceCollection services, StudioOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new DataFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.DataDir))));
        services.AddSingleton<StudioDatabase>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<PictureRows>();
        services.AddSingleton<ISettingsStore, SettingsStore>();
        services.AddSingleton<NetworkCards>();
        services.AddSingleton<IStyleShelf, StyleShelf>();
        services.AddSingleton<ModelShelf>();
        services.AddSingleton<IModelShelf>(provider => provider.GetRequiredService<ModelShelf>());
        services.AddSingleton<IGallery, StudioGallery>();
        services.AddSingleton<GivenPictures>();
        services.AddSingleton<RequestStore>();
        services.AddSingleton<RequestAcceptance>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<IJobQueue>(provider => provider.GetRequiredService<JobQueue>());
        services.AddSingleton<Filmstrips>();
        services.AddSingleton<JobPreparation>();
        services.AddSingleton<JobRecovery>();
        services.AddSingleton<UnlistedPictures>();
        services.AddSingleton<OutputImport>();
        services.AddHostedService(provider => provider.GetRequiredService<OutputImport>());
        services.AddHostedService<JobRunner>();
        return services;
    }
}
