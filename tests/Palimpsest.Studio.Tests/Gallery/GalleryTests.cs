using System.IO.Compression;
using Palimpsest.Imaging;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;

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

    private static async Task<GalleryPicture> MakeAsync(RunningStudio studio, string prompt, params long[] parents)
    {
        Job job = await studio.MakeAsync(RunningStudio.With(request => request with { Prompt = prompt, Steps = 1 }) with { Parents = parents });
        return Assert.Single(await studio.Gallery.OfJobAsync(job.Id));
    }

    private static async Task<IEnumerable<long>> IdsAsync(RunningStudio studio, GalleryQuery query) => (await studio.Gallery.SearchAsync(query)).Pictures.Select(picture => picture.Id);
}
