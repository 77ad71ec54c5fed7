using Palimpsest.Imaging;
using Palimpsest.Imaging.Png;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Inputs;
using Palimpsest.TestKit;

namespace Palimpsest.Studio.Tests.Inputs;

public sealed class InputPicturesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("palimpsest-inputs-").FullName;

    private InputPictures Inputs(StudioOptions? options = null) => new(new DataFolder(_root), options ?? new StudioOptions());

    [Fact]
    public async Task A_picture_is_kept_once_and_read_again()
    {
        byte[] file = PngEncoder.Encode(new Picture(3, 2, 3, [.. Enumerable.Range(0, 18).Select(i => (byte)i)]), []);
        ChosenPicture first = await Inputs().AddAsync(new MemoryStream(file));
        ChosenPicture again = Inputs().Add(file);

        Assert.Equal(first, again);
        Assert.Equal((3, 2), (first.Width, first.Height));
        Assert.Equal(Enumerable.Range(0, 18).Select(i => (byte)i), Inputs().Read(first).Pixels);
        Assert.Single(Directory.GetFiles(Path.Combine(_root, "palimpsest", "inputs")));
    }

    [Fact]
    public void A_picture_that_stands_on_its_side_has_the_sides_that_it_is_shown_with()
    {
        byte[] file = File.ReadAllBytes(Reference.Path("images/codec/jpeg/orientation-6.jpg"));
        ChosenPicture added = Inputs().Add(file);
        Assert.Equal((13, 21), (added.Width, added.Height));
        Assert.Equal(added, Inputs().Find(added.Id).Chosen);
    }

    [Theory]
    [InlineData("../../studio.db")]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Only_ids_of_kept_pictures_are_found(string id)
    {
        Assert.Null(Inputs().FindPath(id));
        Assert.Contains("choose it again", Assert.Throws<StudioRequestException>(() => Inputs().Read(new ChosenPicture(id, 1, 1))).Message);
        Assert.Contains("choose it again", Assert.Throws<StudioRequestException>(() => Inputs().Find(id)).Message);
    }

    [Fact]
    public void What_is_no_picture_is_refused_with_the_reason()
    {
        PictureException refusal = Assert.Throws<PictureException>(() => Inputs().Add("GIF89a, no more than a beginning"u8.ToArray()));
        Assert.StartsWith("This is a GIF file", refusal.Message);
        Assert.False(Directory.Exists(Path.Combine(_root, "palimpsest", "inputs")));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_not_read_to_its_end()
    {
        var body = new MemoryStream(new byte[3 << 20]);
        await Assert.ThrowsAsync<PictureException>(() => Inputs(new StudioOptions { MaxBodyBytes = 1 << 20 }).AddAsync(body));
        Assert.True(body.Position < body.Length);
    }

    [Fact]
    public void More_pixels_than_allowed_are_refused()
    {
        byte[] file = PngEncoder.Encode(new Picture(40, 40, 3, new byte[4800]), []);
        Assert.Throws<PictureException>(() => Inputs(new StudioOptions { MaxPixels = 1000 }).Add(file));
    }

    [Fact]
    public void What_nobody_used_for_long_is_deleted()
    {
        ChosenPicture old = Inputs().Add(PngEncoder.Encode(new Picture(1, 1, 1, [1]), [])), used = Inputs().Add(PngEncoder.Encode(new Picture(1, 1, 1, [2]), []));
        File.SetLastWriteTimeUtc(Inputs().FindPath(old.Id)!, DateTime.UtcNow - InputPictures.KeptFor - TimeSpan.FromDays(1));
        Inputs().Tidy();
        Assert.Null(Inputs().FindPath(old.Id));
        Assert.NotNull(Inputs().FindPath(used.Id));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
