using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>The model that ships, through the command: what the words ask for is in the pictures, by measures that any good picture passes.</summary>
public sealed class EmbeddedModelTests : IDisposable
{
    private static readonly string _girl = Path.Combine(RepositoryFolder.Root, "samples/girl-buildings.png");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_guides_example_turns_the_background_to_blossom_and_keeps_the_hair()
    {
        Picture before = Read(_girl);
        Picture after = await MakeAsync("img2img", _girl, "--prompt", "watercolor, light smile, Sakura background", "--denoise", "0.6", "--seed", "1");
        Assert.Equal((before.Width, before.Height), (after.Width, after.Height));
        Assert.InRange(PictureShares.Of(before, PictureShares.BesideTheHead, PictureShares.IsPink), 0, 0.02);
        Assert.InRange(PictureShares.Of(after, PictureShares.BesideTheHead, PictureShares.IsPink), 0.2, 1);
        Assert.InRange(PictureShares.Of(after, PictureShares.Whole, PictureShares.IsBrown), 0.03, 1);
    }

    [Theory]
    [InlineData("blue hair, yellow background", "red hair, yellow background")]
    public async Task Hair_has_the_colour_that_was_asked_for(string blue, string red)
    {
        Picture first = await MakeAsync("txt2img", "--prompt", $"cartoon, girl, long hair, {blue}", "--seed", "5");
        Picture second = await MakeAsync("txt2img", "--prompt", $"cartoon, girl, long hair, {red}", "--seed", "5");
        double blueInFirst = PictureShares.Of(first, PictureShares.Head, PictureShares.IsBlue), blueInSecond = PictureShares.Of(second, PictureShares.Head, PictureShares.IsBlue);
        double redInFirst = PictureShares.Of(first, PictureShares.Head, PictureShares.IsRed), redInSecond = PictureShares.Of(second, PictureShares.Head, PictureShares.IsRed);
        Assert.True(blueInFirst > 0.1 && blueInFirst > 2 * blueInSecond, $"blue: {blueInFirst:P1} where asked for, {blueInSecond:P1} elsewhere");
        Assert.True(redInSecond > 0.1 && redInSecond > 2 * redInFirst, $"red: {redInSecond:P1} where asked for, {redInFirst:P1} elsewhere");
    }

    [Fact]
    public async Task A_pencil_sketch_has_no_colours()
    {
        Picture sketch = await MakeAsync("txt2img", "--prompt", "pencil sketch, woman, curly hair, white background", "--seed", "2");
        Picture cartoon = await MakeAsync("txt2img", "--prompt", "cartoon, woman, curly hair, blue background", "--seed", "2");
        Assert.InRange(PictureShares.Of(sketch, PictureShares.Whole, PictureShares.IsColourful), 0, 0.02);
        Assert.InRange(PictureShares.Of(cartoon, PictureShares.Whole, PictureShares.IsColourful), 0.3, 1);
    }

    [Fact]
    public async Task The_more_strength_the_more_change()
    {
        Picture before = Read(_girl);
        double[] changes = new double[3];
        double[] strengths = [0.2, 0.5, 0.9];
        for (int i = 0; i < strengths.Length; i++)
        {
            Picture after = await MakeAsync("img2img", _girl, "--prompt", "oil painting, night city", "--denoise", $"{strengths[i]}", "--seed", "3");
            changes[i] = before.Pixels.Zip(after.Pixels, (a, b) => Math.Abs(a - b)).Average();
        }

        Assert.True(changes[0] < changes[1] && changes[1] < changes[2], string.Join(", ", changes));
    }

    [Fact]
    public async Task A_preview_has_the_pictures_colours()
    {
        string preview = _folder.PathOf("preview.png");
        Picture made = await MakeAsync("img2img", _girl, "--prompt", "watercolor", "--denoise", "0.6", "--seed", "1", "--preview", preview);
        Assert.InRange(Blocks(made).Zip(Blocks(Read(preview)), (a, b) => Math.Abs(a - b)).Average(), 0, 16);
    }

    /// <summary>The mean red, green and blue of each of 8 x 8 parts.</summary>
    private static byte[] Blocks(Picture picture) => PillowResize.Resize(picture.ToRgb(), 8, 8, ResampleFilter.Box).Pixels;

    private async Task<Picture> MakeAsync(params string[] arguments)
    {
        string output = _folder.PathOf($"{Guid.NewGuid():n}.png");
        CommandResult result = await PalimpsestCommand.RunAsync([.. arguments, "--output", output]);
        Assert.True(result.ExitCode == 0, result.Error);
        return Read(output);
    }

    private static Picture Read(string path) => PictureReader.Read(path).ToRgba8();
}
