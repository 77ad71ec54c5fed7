using System.Text.RegularExpressions;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Imaging;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.Tests.Models;

public sealed partial class ModelShelfTests : IDisposable
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

    [Fact]
    public async Task What_the_next_pictures_need_too_stays_and_nothing_goes_that_is_in_use()
    {
        string[] names = ["a", "b", "hires", "refiner"];
        names.ToList().ForEach(name => _folder.AddCheckpoint(name + ".safetensors"));
        long bytes = await BytesOfOneAsync();

        // Half of it is for weights: room for one of the four that are needed at once.
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options with { MemoryBytes = 3 * bytes });
        ModelResidency residency = studio.Get<ModelShelf>().Residency;
        ResidentModel own = studio.Get<ModelShelf>().Use(studio.Shelf.Find("tiny-sd1")!, null, null, TestContext.Current.CancellationToken);
        residency.Expect(["a", "hires", "refiner"]);
        ImageGenerator[] first = [.. new[] { "a", "hires", "refiner" }.Select(name => residency.Find(name, new Unheard()))];
        Assert.Equal(["a", "hires", "refiner", "tiny-sd1"], Loaded(studio));

        residency.Expect(["b", "hires", "refiner"]);
        ImageGenerator[] second = [.. new[] { "b", "hires", "refiner" }.Select(name => residency.Find(name, new Unheard()))];
        Assert.Equal(["b", "hires", "refiner", "tiny-sd1"], Loaded(studio));
        Assert.NotSame(first[0], second[0]);
        Assert.Same(first[1], second[1]);
        Assert.Same(first[2], second[2]);

        residency.ReturnFound();
        residency.Return(own);
        await studio.Shelf.UnloadAsync();
        Assert.Empty(Loaded(studio));
    }

    [Fact]
    public async Task A_plot_over_checkpoints_with_a_hires_checkpoint_and_a_refiner_needs_no_room_for_all_at_once()
    {
        string[] names = ["a.safetensors", "b.safetensors", "hires.safetensors", "refiner.safetensors"];
        names.ToList().ForEach(name => _folder.AddCheckpoint(name));
        long bytes = await BytesOfOneAsync();
        StudioRequest plot = RunningStudio.With(request => request with
        {
            Hires = new HiresFix { Checkpoint = "hires", Upscaler = "Latent" },
            DenoisingStrength = 0.7,
            Refiner = new Refiner("refiner", 0.5),
            Settings = request.Settings with { HiresRefinerPass = "both passes" },
        }) with
        {
            Script = new XyzPlot { X = new XyzValuesGiven(XyzAxes.Find("Checkpoint name", txt2Img: true), "a, b, tiny-sd1"), IncludeCells = true },
        };
        List<byte[]> grids = [];
        foreach (long memory in new[] { 20 * bytes, 4 * bytes })
        {
            await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options with { MemoryBytes = memory });
            Job job = await studio.MakeAsync(plot);
            Assert.Equal((JobState.Completed, (string?)null), (job.State, job.Error));
            Assert.Empty(job.Warnings);
            IReadOnlyList<GalleryPicture> pictures = await studio.Gallery.OfJobAsync(job.Id);
            Assert.Equal(["a", "b", "tiny-sd1"], pictures.Skip(1).Select(picture => ModelName().Match(picture.Infotext).Groups[1].Value));
            grids.Add(PictureReader.Read(pictures[0].Path).Samples);
            await studio.Shelf.UnloadAsync();
            Assert.Equal(0, studio.Shelf.LoadedBytes);
        }

        Assert.Equal(grids[0], grids[1]);
    }

    private sealed class Unheard : IGenerationObserver
    {
        public void Stage(string name)
        {
        }

        public void Progress(double steps, int totalSteps)
        {
        }

        public void Finished(GeneratedPicture picture)
        {
        }
    }

    private static IEnumerable<string> Loaded(RunningStudio studio) => studio.Shelf.Checkpoints.Where(checkpoint => checkpoint.IsLoaded).Select(checkpoint => checkpoint.ModelName);

    [GeneratedRegex(", Model: ([^,]+)")]
    private static partial Regex ModelName();

    private async Task<long> BytesOfOneAsync()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Shelf.LoadAsync();
        return studio.Shelf.LoadedBytes;
    }
}
