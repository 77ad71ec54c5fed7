using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio.Tests;

/// <summary>A server in the tests' process.</summary>
internal sealed class RunningStudio : IAsyncDisposable
{
    private RunningStudio(WebApplication app) => App = app;

    public WebApplication App { get; }

    public IJobQueue Queue => Get<IJobQueue>();

    public IGallery Gallery => Get<IGallery>();

    public IModelShelf Shelf => Get<IModelShelf>();

    public ISettingsStore Settings => Get<ISettingsStore>();

    public IStyleShelf Styles => Get<IStyleShelf>();

    /// <summary>The least that a picture takes: two steps of 64 x 64 pixels.</summary>
    public static StudioRequest Small { get; } = new()
    {
        Generation = new GenerationRequest { Prompt = "a cat", Steps = 2, Width = 64, Height = 64, Seed = 7, Subseed = 1, Sampler = "Euler" },
    };

    public static StudioRequest With(Func<GenerationRequest, GenerationRequest> change) => Small with { Generation = change(Small.Generation) };

    /// <param name="watch">Told of progress from the start on.</param>
    public static async Task<RunningStudio> StartAsync(StudioOptions options, Action<JobProgress?>? watch = null)
    {
        WebApplication app = StudioApplication.Build(options, builder => builder.WebHost.UseTestServer());
        var studio = new RunningStudio(app);
        studio.Queue.ProgressChanged += watch;
        await app.StartAsync();
        return studio;
    }

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Runs a request to its end.</summary>
    public async Task<Job> MakeAsync(StudioRequest request)
    {
        Job job = await Queue.SubmitAsync(request);
        return await Queue.WaitAsync(job.Id, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until something is so, as often as something happens.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        await using IAsyncEnumerator<JobEvent> events = Queue.SubscribeAsync(0, null, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        while (!await isSo())
        {
            await events.MoveNextAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
    }
}
