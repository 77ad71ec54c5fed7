using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.TestKit;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Checkpoints that edit pictures by instruction (instruct-pix2pix), from the command line to the file.</summary>
public sealed class EditCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_picture_has_its_own_scale_and_the_file_repeats_it()
    {
        string model = await ModelAsync(), some = _folder.PathOf("some.png"), more = _folder.PathOf("more.png"), again = _folder.PathOf("again.png");
        string[] edit = ["img2img", Reference.Path("pictures/inputs/astro-64.png"), "--model", model, "--prompt", "make it snow", "--seed", "3", "--steps", "3", "--width", "64", "--height", "64", "--denoise", "1"];
        CommandResult result = await PalimpsestCommand.RunAsync([.. edit, "--output", some]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error.Contains("warning", StringComparison.Ordinal) ? result.Error : ""));
        Assert.Contains("CFG scale: 7, Image CFG scale: 1.5, Seed: 3, ", GenerationText.Read(PictureReader.Read(some)).Text, StringComparison.Ordinal);

        Assert.Equal(0, (await PalimpsestCommand.RunAsync([.. edit, "--image-cfg", "2.5", "--output", more])).ExitCode);
        Assert.Contains("Image CFG scale: 2.5, ", GenerationText.Read(PictureReader.Read(more)).Text, StringComparison.Ordinal);
        Assert.NotEqual(PictureReader.Read(some).Samples, PictureReader.Read(more).Samples);

        CommandResult repeated = await PalimpsestCommand.RunAsync("img2img", edit[1], "--model", model, "--from", more, "--output", again);
        Assert.Equal(0, repeated.ExitCode);
        Assert.DoesNotContain("not as it was", repeated.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(more), File.ReadAllBytes(again));
    }

    [Fact]
    public async Task Without_a_picture_it_is_refused_in_words_and_info_says_what_it_is()
    {
        string model = await ModelAsync();
        CommandResult refused = await PalimpsestCommand.RunAsync("txt2img", "--model", model, "--prompt", "make it snow", "--steps", "1", "--width", "64", "--height", "64");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("edits pictures", refused.Error, StringComparison.Ordinal);

        CommandResult info = await PalimpsestCommand.RunAsync("info", model);
        Assert.Contains("instruct-pix2pix", info.Output, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string> ModelAsync()
    {
        string path = _folder.PathOf("tiny-pix2pix.safetensors");
        Assert.Equal(0, (await PalimpsestCommand.RunAsync("models", "synth", "--architecture", "tiny-pix2pix", path)).ExitCode);
        return path;
    }
}
