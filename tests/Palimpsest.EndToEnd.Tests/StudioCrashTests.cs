using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Studio;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Kills the built server in the middle of its work, again and again.</summary>
public sealed class StudioCrashTests(TinyModel model) : IClassFixture<TinyModel>
{
    [Fact]
    public Task After_kills_at_any_moment_all_accepted_jobs_are_made_and_none_twice() => SurvivesAsync(kills: 3);

    [Fact]
    [Trait("Category", "Long")]
    public Task After_fifty_kills_all_accepted_jobs_are_made_and_none_twice() => SurvivesAsync(kills: 50);

    private async Task SurvivesAsync(int kills)
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using TemporaryFolder killed = Folder(), whole = Folder();
        IReadOnlyList<Guid> before = await SubmitAsync(killed.FullName);
        var sender = new PersistentSender(new Random(seed));
        for (int kill = 0; kill < kills;)
        {
            (Process server, Uri address) = await StartAsync(killed.FullName);
            using (server)
            {
                Task sending = sender.SendAsync(address);
                await SomeMomentAsync(random, sender, sending, killed.FullName);
                server.Kill();
                await server.WaitForExitAsync();
                await sending;
            }

            // Only those in the middle of work count.
            kill += Unfinished(killed.FullName) > 0 ? 1 : 0;
        }

        await FinishAsync(killed.FullName, sender.SendLastAsync);
        await SubmitAsync(whole.FullName);
        var other = new PersistentSender(new Random(seed));
        await FinishAsync(whole.FullName, address => other.SendAsync(address, jobs: sender.Accepted.Count));
        IReadOnlyList<string> made = await PicturesAsync(killed.FullName, [.. before, .. sender.Accepted]);
        TestContext.Current.TestOutputHelper?.WriteLine($"{sender.Accepted.Count} jobs sent, {sender.Unanswered} without an answer at first; {made.Count} pictures");
        Assert.Equal(await PicturesAsync(whole.FullName, null), made);
        Assert.Equal(made.Count, Directory.EnumerateFiles(killed.PathOf("outputs"), "*", SearchOption.AllDirectories).Count());
    }

    /// <summary>Soon after the start, soon after an answer, or soon after a picture: however slow the machine, kills come upon all kinds of work.</summary>
    private static async Task SomeMomentAsync(Random random, PersistentSender sender, Task sending, string folder)
    {
        int kind = random.Next(3), answers = sender.Answers, pictures = Count(folder, "SELECT COUNT(*) FROM Pictures WHERE IsWritten");
        while (!sending.IsCompleted
            && ((kind == 1 && sender.Answers == answers) || (kind == 2 && Count(folder, "SELECT COUNT(*) FROM Pictures WHERE IsWritten") == pictures)))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await Task.Delay(random.Next(50, 1200));
    }

    private TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("models/Stable-diffusion"));
        File.CreateSymbolicLink(folder.PathOf("models/Stable-diffusion/tiny-sd1.safetensors"), model.FilePath);
        return folder;
    }

    /// <summary>Jobs of several pictures, the last one a plot; accepted by a server that never runs them.</summary>
    private static async Task<IReadOnlyList<Guid>> SubmitAsync(string folder)
    {
        await using WebApplication app = StudioApplication.Build(Options(folder));
        IJobQueue queue = app.Services.GetRequiredService<IJobQueue>();
        List<Guid> ids = [];
        for (int i = 0; i < 3; i++)
        {
            var generation = new GenerationRequest { Prompt = $"picture {i}", Steps = 2, Width = 64, Height = 64, Seed = i * 100, Subseed = 1, Sampler = "Euler a", BatchCount = 3 };
            StudioRequest request = i == 2
                ? new StudioRequest { Generation = generation with { BatchCount = 1 }, Script = new XyzPlot { X = new XyzValuesGiven(XyzAxes.Find("CFG Scale", txt2Img: true), "3, 7") } }
                : new StudioRequest { Generation = generation, Grid = new GridSettings(-1, false) };
            ids.Add((await queue.SubmitAsync(request, $"key {i}")).Id);
        }

        return ids;
    }

    private static StudioOptions Options(string folder) => new() { DataDir = folder, Port = 0, OpenBrowser = false };

    private static async Task<(Process Server, Uri Address)> StartAsync(string folder)
    {
        Process server = PalimpsestCommand.Start("serve", "--port", "0", "--no-browser", "--data-dir", folder);
        string? line = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(line?.StartsWith("Palimpsest is at http://127.0.0.1:", StringComparison.Ordinal), line ?? await server.StandardError.ReadToEndAsync());
        return (server, new Uri(line!.Split(' ')[3]));
    }

    private static async Task FinishAsync(string folder, Func<Uri, Task> send)
    {
        (Process server, Uri address) = await StartAsync(folder);
        using Process running = server;
        await send(address);
        while (Unfinished(folder) > 0)
        {
            Assert.False(server.HasExited);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        server.Kill();
        await server.WaitForExitAsync();
    }

    private static int Unfinished(string folder) =>
        Count(folder, $"SELECT COUNT(*) FROM Jobs WHERE State IN ({(int)JobState.Queued}, {(int)JobState.Running})");

    private static int Count(string folder, string query)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "palimpsest", "studio.db")};Pooling=False;Default Timeout=30");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>All pictures of all jobs with their contents, sorted; fails where a job is missing, not complete, or told of a picture twice.</summary>
    private static async Task<IReadOnlyList<string>> PicturesAsync(string folder, IReadOnlyList<Guid>? accepted)
    {
        await using WebApplication app = StudioApplication.Build(Options(folder));
        IJobQueue queue = app.Services.GetRequiredService<IJobQueue>();
        IGallery gallery = app.Services.GetRequiredService<IGallery>();
        IReadOnlyList<Job> jobs = [.. (await queue.ListAsync(new JobQuery { Take = 1000 })).Jobs];
        Assert.Equal((accepted ?? jobs.Select(job => job.Id)).Order(), jobs.Select(job => job.Id).Order());
        List<string> all = [];
        foreach (Job job in jobs)
        {
            Assert.Equal((JobState.Completed, (string?)null), (job.State, job.Error));
            IReadOnlyList<GalleryPicture> pictures = await gallery.OfJobAsync(job.Id);
            Assert.Equal(pictures.Count(picture => picture.Kind == GalleryPictureKind.Picture), job.Finished);
            IEnumerable<long?> told = (await queue.EventsAsync(0, job.Id)).Where(entry => entry.Kind == JobEventKind.Picture).Select(entry => entry.PictureId);
            Assert.Equal(pictures.Select(picture => (long?)picture.Id).Order(), told.Order());
            all.AddRange(pictures.Select(picture =>
                $"{job.Prompt}: {picture.Kind} {picture.Index}, {picture.Infotext}, {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(picture.Path)))}"));
        }

        return [.. all.Order(StringComparer.Ordinal)];
    }
}
