using System.IO.Compression;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Png;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;
using Palimpsest.TestKit;

namespace Palimpsest.Studio.Tests.Gallery;

public sealed class GalleryTests : IDisposable
{
    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pictures_are_found_by_words_model_date_and_favourites()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        GalleryPicture red = await MakeAsync(studio, "a Red flower"), blue = await MakeAsync(studio, "a blue flower");
        await studio.Gallery.SetFavouriteAsync(blue.Id, true);
        Assert.Equal([blue.Id, red.Id], await IdsAsync(studio, new GalleryQuery { Text = "FLOWER" }));
        Assert.Equal([red.Id], await IdsAsync(studio, new GalleryQuery { Text = "red a" }));
        Assert.Equal([blue.Id], await IdsAsync(studio, new GalleryQuery { OnlyFavourites = true }));
        Assert.Equal([blue.Id, red.Id], await IdsAsync(studio, new GalleryQuery { Model = "tiny-sd1" }));
        Assert.Empty(await IdsAsync(studio, new GalleryQuery { Model = "other" }));
        Assert.Equal([blue.Id], await IdsAsync(studio, new GalleryQuery { From = blue.CreatedAt }));
        Assert.Equal([red.Id], await IdsAsync(studio, new GalleryQuery { To = blue.CreatedAt }));
        Assert.Equal([red.Id], await IdsAsync(studio, new GalleryQuery { Skip = 1, Take = 1 }));
        Assert.Equal(["tiny-sd1"], await studio.Gallery.ModelsAsync());
    }

    [Fact]
    public async Task Lineage_leads_back_to_the_first_picture_and_on_to_what_was_made_of_it()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        GalleryPicture first = await MakeAsync(studio, "one"), second = await MakeAsync(studio, "two", first.Id), third = await MakeAsync(studio, "three", second.Id);
        GalleryPicture enlarged = await studio.Gallery.AddAsync(new GalleryAddition(new Picture(2, 2, 3, new byte[12]), "three\nSteps: 2, Sampler: Euler, Seed: 5, Size: 64x64", [third.Id]));
        Assert.Equal([third.Id, second.Id, first.Id], (await studio.Gallery.AncestorsAsync(enlarged.Id)).Select(picture => picture.Id));
        Assert.Equal([third.Id], (await studio.Gallery.ChildrenAsync(second.Id)).Select(picture => picture.Id));
        Assert.Equal((GalleryPictureKind.Extra, 5L, "three"), (enlarged.Kind, enlarged.Seed, enlarged.Prompt));
        Assert.StartsWith(_folder.PathOf("outputs", "extras-images"), enlarged.Path);
    }

    [Fact]
    public async Task The_bin_gives_back_what_is_not_deleted_for_good()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        GalleryPicture kept = await MakeAsync(studio, "kept"), gone = await MakeAsync(studio, "gone");
        await studio.Gallery.MoveToBinAsync([kept.Id, gone.Id]);
        Assert.Equal((false, false), (File.Exists(kept.Path), File.Exists(gone.Path)));
        Assert.Equal([gone.Id, kept.Id], await IdsAsync(studio, new GalleryQuery { InBin = true }));
        Assert.Empty(await IdsAsync(studio, new GalleryQuery()));
        await studio.Gallery.RestoreAsync([kept.Id]);
        Assert.Equal(kept.Path, (await studio.Gallery.FindAsync(kept.Id))!.Path);
        Assert.True(File.Exists(kept.Path));
        Assert.Equal(1, await studio.Gallery.EmptyBinAsync());
        Assert.Null(await studio.Gallery.FindAsync(gone.Id));
        Assert.Equal([kept.Id], await IdsAsync(studio, new GalleryQuery()));
    }

    [Fact]
    public async Task What_was_saved_beside_a_picture_goes_into_the_bin_with_it_and_comes_back_with_it()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Settings.SetAsync(new JsonObject { ["save_txt"] = true });
        GenerationRequest masked = RunningStudio.Small.Generation with
        {
            InitPictures = [new Picture(64, 64, 3, new byte[64 * 64 * 3])],
            Inpainting = new Inpainting { Mask = new Picture(64, 64, 1, [.. Enumerable.Repeat((byte)255, 64 * 64)]) },
            Settings = studio.Settings.Generation with { SaveMask = true, SaveMaskComposite = true, SaveInitPictures = true },
        };
        Job job = await studio.MakeAsync(new StudioRequest { Generation = masked });
        GalleryPicture picture = Assert.Single(await studio.Gallery.OfJobAsync(job.Id));
        string folder = Path.GetDirectoryName(picture.Path)!, name = Path.GetFileNameWithoutExtension(picture.Path);
        string[] belonging = [.. new[] { ".png", ".txt", "-mask.png", "-mask.txt", "-mask-composite.png", "-mask-composite.txt" }.Select(suffix => name + suffix).Order(StringComparer.Ordinal)];
        Assert.Equal(belonging, Names(folder));
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "init-images")));
        string foreign = Path.Combine(folder, name + "-notes.txt");
        await File.WriteAllTextAsync(foreign, "mine", TestContext.Current.CancellationToken);
        Dictionary<string, byte[]> before = belonging.ToDictionary(file => file, file => File.ReadAllBytes(Path.Combine(folder, file)));
        Assert.NotEmpty(studio.Get<Filmstrips>().Of(job.Id));

        await studio.Gallery.MoveToBinAsync([picture.Id]);
        Assert.Equal([Path.GetFileName(foreign)], Names(folder));
        Assert.Equal(belonging.Length + 1, Directory.GetFiles(_folder.PathOf("palimpsest", "bin")).Length);
        Assert.Empty(studio.Get<Filmstrips>().Of(job.Id));

        await studio.Gallery.RestoreAsync([picture.Id]);
        Assert.Equal([.. belonging.Append(Path.GetFileName(foreign)).Order(StringComparer.Ordinal)], Names(folder));
        Assert.All(before, pair => Assert.Equal(pair.Value, File.ReadAllBytes(Path.Combine(folder, pair.Key))));
        Assert.Empty(Directory.GetFiles(_folder.PathOf("palimpsest", "bin")));
        Assert.NotEmpty(studio.Get<Filmstrips>().Of(job.Id));

        await studio.Gallery.MoveToBinAsync([picture.Id]);
        await studio.Gallery.EmptyBinAsync();
        Assert.Empty(Directory.GetFiles(_folder.PathOf("palimpsest", "bin")));
    }

    [Fact]
    public async Task A_filmstrip_stays_as_long_as_one_picture_of_its_job_does()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Job job = await studio.MakeAsync(RunningStudio.With(request => request with { BatchCount = 2 }));
        IReadOnlyList<GalleryPicture> pictures = await studio.Gallery.OfJobAsync(job.Id);
        await studio.Gallery.MoveToBinAsync([pictures[0].Id]);
        Assert.NotEmpty(studio.Get<Filmstrips>().Of(job.Id));
        await studio.Gallery.MoveToBinAsync([pictures[1].Id]);
        Assert.Empty(studio.Get<Filmstrips>().Of(job.Id));
    }

    [Fact]
    public async Task A_picture_comes_back_under_a_free_name_and_one_that_came_back_before_the_server_ended_keeps_its_own()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        GalleryPicture one = await MakeAsync(studio, "one"), two = await MakeAsync(studio, "two");
        await studio.Gallery.MoveToBinAsync([one.Id, two.Id]);
        await File.WriteAllTextAsync(one.Path, "another", TestContext.Current.CancellationToken);
        File.Move((await studio.Gallery.FindAsync(two.Id))!.Path, two.Path);
        await studio.Gallery.RestoreAsync([one.Id, two.Id]);
        Assert.Equal(Path.ChangeExtension(one.Path, null) + "-1.png", (await studio.Gallery.FindAsync(one.Id))!.Path);
        Assert.Equal(two.Path, (await studio.Gallery.FindAsync(two.Id))!.Path);
    }

    [Fact]
    public async Task Pictures_that_lie_in_the_outputs_are_found_once_with_what_their_files_say()
    {
        const string Infotext = "a lighthouse at dusk\nNegative prompt: people\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1234, Size: 8x8, Model hash: 0123456789, Model: photo";
        string Place(string path)
        {
            string full = _folder.PathOf(path.Split('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            return full;
        }

        var picture = new Picture(8, 8, 3, new byte[192]);
        PictureWriter.SavePng(Place("outputs/txt2img-images/2024-01-01/00000-1234.png"), picture, Infotext);
        PictureWriter.SavePng(Place("outputs/txt2img-images/2024-01-01/00000-1234-before-highres-fix.png"), picture, Infotext);
        PictureWriter.SaveJpeg(Place("outputs/txt2img-images/2024-01-01/00000-1234.jpg"), picture, 90, Infotext);
        PictureWriter.SavePng(Place("outputs/img2img-images/2024-01-01/init-images/abc.png"), picture, (string?)null);
        PictureWriter.SaveJpeg(Place("outputs/txt2img-grids/2024-01-01/grid-0000.jpg"), picture, 90, Infotext);
        await File.WriteAllTextAsync(Place("outputs/txt2img-images/2024-01-01/damaged.png"), "no picture", TestContext.Current.CancellationToken);
        byte[] whole = PngEncoder.Encode(picture, [new TextItem("parameters", Infotext)]);
        await File.WriteAllBytesAsync(Place("outputs/txt2img-images/2024-01-01/half.png"), whole[..(whole.AsSpan().IndexOf("IDAT"u8) + 8)], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Place("outputs/txt2img-images/2024-01-01/notes.txt"), "mine", TestContext.Current.CancellationToken);
        long made;
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            await studio.Get<OutputImport>().Done;
            IReadOnlyList<GalleryPicture> found = (await studio.Gallery.SearchAsync(new GalleryQuery())).Pictures;
            Assert.Equal([GalleryPictureKind.Grid, GalleryPictureKind.Picture], found.Select(one => one.Kind).Order().Reverse());
            GalleryPicture lighthouse = Assert.Single((await studio.Gallery.SearchAsync(new GalleryQuery { Text = "lighthouse", Kind = GalleryPictureKind.Picture })).Pictures);
            Assert.Equal((1234L, "Euler a", "photo", "0123456789", Infotext, 8), (lighthouse.Seed, lighthouse.Sampler, lighthouse.ModelName, lighthouse.ModelHash, lighthouse.Infotext, lighthouse.Width));
            made = (await MakeAsync(studio, "new")).Id;

            // With what webui saved beside it.
            await studio.Gallery.MoveToBinAsync([lighthouse.Id]);
            Assert.Equal(["damaged.png", "half.png", "notes.txt"], Names(_folder.PathOf("outputs", "txt2img-images", "2024-01-01")));
        }

        // Not again what is known, in the bin or made here.
        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        await next.Get<OutputImport>().Done;
        IReadOnlyList<GalleryPicture> all = (await next.Gallery.SearchAsync(new GalleryQuery())).Pictures;
        Assert.Equal((2, made), (all.Count, all[0].Id));
    }

    [Fact]
    public async Task A_photo_on_its_side_is_taken_into_the_gallery_with_the_size_that_it_is_shown_with()
    {
        string folder = Directory.CreateDirectory(_folder.PathOf("outputs", "txt2img-images")).FullName;
        File.Copy(Reference.Path("images/codec/jpeg/orientation-6.jpg"), Path.Combine(folder, "photo.jpg"));
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Get<OutputImport>().Done;
        GalleryPicture photo = Assert.Single((await studio.Gallery.SearchAsync(new GalleryQuery())).Pictures);
        Assert.Equal((13, 21), (photo.Width, photo.Height));
    }

    [Fact]
    public async Task A_zip_holds_the_files_as_they_are()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        GalleryPicture one = await MakeAsync(studio, "one"), two = await MakeAsync(studio, "two");
        using var file = new MemoryStream();
        await studio.Gallery.WriteZipAsync([one.Id, two.Id, one.Id, 999], file);
        using var zip = new ZipArchive(file);
        Assert.Equal(2, zip.Entries.Count);
        using Stream entry = zip.Entries[0].Open();
        using var bytes = new MemoryStream();
        await entry.CopyToAsync(bytes);
        Assert.Equal(await File.ReadAllBytesAsync(one.Path), bytes.ToArray());
    }

    private static IEnumerable<string> Names(string folder) => Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static async Task<GalleryPicture> MakeAsync(RunningStudio studio, string prompt, params long[] parents)
    {
        Job job = await studio.MakeAsync(RunningStudio.With(request => request with { Prompt = prompt, Steps = 1 }) with { Parents = parents });
        return Assert.Single(await studio.Gallery.OfJobAsync(job.Id));
    }

    private static async Task<IEnumerable<long>> IdsAsync(RunningStudio studio, GalleryQuery query) => (await studio.Gallery.SearchAsync(query)).Pictures.Select(picture => picture.Id);
}
