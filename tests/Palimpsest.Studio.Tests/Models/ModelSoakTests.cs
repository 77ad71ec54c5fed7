using System.Diagnostics;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Tests.Models;

/// <summary>Alone in the process: what other tests take would count too.</summary>
[CollectionDefinition(nameof(ModelSoakTests), DisableParallelization = true)]
[Collection(nameof(ModelSoakTests))]
[Trait("Category", "Long")]
public sealed class ModelSoakTests : IDisposable
{
    private const int Switches = 100, Between = 20;

    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Changing_models_a_hundred_times_does_not_grow_memory()
    {
        // Three models and room for two: each job's has to be opened anew.
        string[] names = ["a.safetensors", "b.safetensors", "c.safetensors"];
        names.ToList().ForEach(name => _folder.AddCheckpoint(name));
        long bytes = await BytesOfOneAsync();
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options with { MemoryBytes = 2 * ((2 * bytes) + (bytes / 2)) });
        List<long> taken = [];
        for (int i = 1; i <= Switches; i++)
        {
            string name = names[i % names.Length];
            Assert.DoesNotContain(studio.Shelf.Checkpoints, checkpoint => checkpoint.IsLoaded && checkpoint.FileName == name);
            Job job = await studio.MakeAsync(RunningStudio.Small with { Checkpoint = name, SavePictures = false });
            Assert.Equal((JobState.Completed, (string?)null), (job.State, job.Error));
            Assert.InRange(studio.Shelf.LoadedBytes, bytes, 2 * bytes);
            if (i % Between == 0)
            {
                await studio.Shelf.UnloadAsync();
                taken.Add(Settled());
            }
        }

        string course = string.Join(", ", taken.Select(memory => $"{memory >> 20}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"Without a model after {Between}, {2 * Between} … switches: {course} MiB; a model takes {bytes >> 20}");

        // One model that stays in eighty switches is seen.
        Assert.True(taken[^1] - taken[0] < bytes / 2, course);
    }

    /// <summary>Resident bytes once the collector has given back what it can.</summary>
    private static long Settled()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private async Task<long> BytesOfOneAsync()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Shelf.LoadAsync();
        return studio.Shelf.LoadedBytes;
    }
}
