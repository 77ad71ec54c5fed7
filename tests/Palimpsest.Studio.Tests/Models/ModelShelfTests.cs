using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.Tests.Models;

public sealed class ModelShelfTests : IDisposable
{
    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_data_folders_models_are_listed_as_webui_lists_them()
    {
        _folder.AddCheckpoint("sub/another model.safetensors");
        _folder.AddCheckpoint("x.vae.safetensors");
        foreach (string file in new[] { "models/VAE/v.pt", "models/Lora/l.safetensors", "models/hypernetworks/h.pt", "embeddings/e.pt", "models/ESRGAN/u.pth" })
        {
            string path = _folder.PathOf(file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "");
        }

        // Pictures beside embeddings show what those do; neither is one itself.
        foreach (string picture in new[] { "e.png", "e.preview.png", "unreadable.png" })
        {
            PictureWriter.SavePng(_folder.PathOf("embeddings", picture), new Picture(8, 8, 3, new byte[192]), (string?)null);
        }

        await File.WriteAllTextAsync(_folder.PathOf("embeddings", "unreadable.png"), "no picture");
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        IModelShelf shelf = studio.Shelf;
        Assert.Equal(["sub/another model.safetensors", "tiny-sd1.safetensors"], shelf.Checkpoints.Select(checkpoint => checkpoint.FileName));
        Assert.Equal("sub_another model", shelf.Checkpoints[0].ModelName);
        Assert.Equal(["x.vae.safetensors", "v.pt"], shelf.Vaes.Select(file => file.Name));
        Assert.Equal(["l", "h", "e", "u"], new[] { shelf.Loras, shelf.Hypernetworks, shelf.Embeddings, shelf.UpscalerFiles }.Select(files => Assert.Single(files).Name));
        foreach (string name in new[] { "another model", "sub_another model", "sub/another model.safetensors", "another", "ANOTHER MODEL", "another model [0000000000]" })
        {
            Assert.Equal("sub/another model.safetensors", shelf.Find(name)?.FileName);
        }

        Assert.Null(shelf.Find("nothing like it"));
        _folder.AddCheckpoint("a new one.safetensors");
        Assert.Equal(2, shelf.Checkpoints.Count);
        shelf.Refresh();
        Assert.Equal(3, shelf.Checkpoints.Count);
    }

    [Fact]
    public async Task A_folder_without_checkpoints_has_the_one_beside_the_program()
    {
        Directory.Delete(_folder.PathOf("models"), recursive: true);
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Assert.True(studio.Shelf.Current.IsEmbedded);
        Assert.Equal(JobState.Completed, (await studio.MakeAsync(RunningStudio.Small)).State);
    }

    [Fact]
    public async Task A_chosen_checkpoint_is_loaded_remembered_and_used()
    {
        _folder.AddCheckpoint("second.safetensors");
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            await studio.Shelf.SelectAsync("tiny-sd1");
            await studio.Shelf.LoadAsync();
            Assert.True(studio.Shelf.LoadedBytes > 0);
            Assert.Equal("tiny-sd1.safetensors", Assert.Single(studio.Shelf.Checkpoints, checkpoint => checkpoint.IsLoaded).FileName);
            Assert.Contains("did you mean", (await Assert.ThrowsAsync<StudioRequestException>(() => studio.Shelf.SelectAsync("zzz"))).Message);
            await studio.Shelf.UnloadAsync();
            Assert.Equal(0, studio.Shelf.LoadedBytes);
        }

        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        Assert.StartsWith("tiny-sd1.safetensors [", next.Shelf.Current.Title);
        Job job = await next.MakeAsync(RunningStudio.Small);
        Assert.StartsWith("tiny-sd1.safetensors", job.Checkpoint);
    }

    [Fact]
    public async Task The_least_recently_used_checkpoint_goes_where_another_needs_the_room()
    {
        string[] names = ["one.safetensors", "three.safetensors", "two.safetensors"];
        names.ToList().ForEach(name => _folder.AddCheckpoint(name));
        long bytes = await BytesOfOneAsync();

        // Half of it is for weights: room for two.
        await using RunningStudio small = await RunningStudio.StartAsync(_folder.Options with { MemoryBytes = 2 * ((2 * bytes) + (bytes / 2)) });
        foreach (string name in new[] { "one", "two", "one", "three" })
        {
            small.Get<ModelShelf>().Residency.Return(small.Get<ModelShelf>().Use(small.Shelf.Find(name)!, null, null, TestContext.Current.CancellationToken));
        }

        Assert.Equal(["one.safetensors", "three.safetensors"], small.Shelf.Checkpoints.Where(checkpoint => checkpoint.IsLoaded).Select(checkpoint => checkpoint.FileName));
    }

    [Fact]
    public async Task Other_checkpoints_of_a_job_are_found_and_let_go()
    {
        _folder.AddCheckpoint("refiner.safetensors");
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Job job = await studio.MakeAsync(RunningStudio.With(request => request with { Refiner = new Refiner("refiner", 0.5) }));
        Assert.Equal((JobState.Completed, (string?)null), (job.State, job.Error));
        Assert.Contains("Refiner: refiner", Assert.Single(await studio.Gallery.OfJobAsync(job.Id)).Infotext);
        await studio.Shelf.UnloadAsync();
        Assert.Equal(0, studio.Shelf.LoadedBytes);
    }

    private async Task<long> BytesOfOneAsync()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Shelf.LoadAsync();
        return studio.Shelf.LoadedBytes;
    }
}
