using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.TestKit;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Hires fix, refiner, webui's scripts and jobs after jobs, from the command line to the files.</summary>
public sealed class ManyPicturesTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Hires_fix_gives_webuis_picture()
    {
        Assert.SkipWhen(Reference.Find("pictures/cases/417-hires-latent.0.png") is null, "needs the reference data");
        string output = _folder.PathOf("out.png");
        CommandResult result = await Txt2ImgAsync(
            "--prompt", "watercolor, light smile, Sakura background", "--seed", "1234", "--subseed", "5", "--steps", "4", "--sampler", "Euler", "--hires-upscaler", "Latent",
            "--hires-denoise", "0.6", "--output", output);
        Assert.Equal(0, result.ExitCode);
        byte[] expected = PictureReader.Read(Reference.Path("pictures/cases/417-hires-latent.0.png")).Samples, actual = PictureReader.Read(output).Samples;
        int[] differences = [.. expected.Zip(actual, (a, b) => Math.Abs(a - b))];
        Assert.InRange(differences.Max(), 0, 2);
        Assert.InRange(differences.Average(), 0, 0.02);
    }

    [Fact]
    public async Task A_plot_saves_every_picture_and_its_grid()
    {
        CommandResult result = await Txt2ImgAsync(
            "--prompt", "a cat", "--seed", "3", "--steps", "1", "--script", "xyz", "--x", "CFG Scale: 3, 7", "--y", "Steps: 1-2", "--output", _folder.PathOf("plot.png"));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            [.. Enumerable.Range(1, 4).Select(i => _folder.PathOf($"plot-{i}.png")), _folder.PathOf("plot-grid.png")],
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        string text = GenerationText.Read(PictureReader.Read(_folder.PathOf("plot-grid.png"))).Text!;
        Assert.Contains("Script: X/Y/Z plot, X Type: CFG Scale, X Values: \"3, 7\", Y Type: Steps, Y Values: 1-2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_sent_on_is_made_twice()
    {
        CommandResult result = await Txt2ImgAsync(
            "--prompt", "a cat", "--seed", "3", "--steps", "2", "--send-to", "img2img", "--then-prompt", "a dog", "--then-denoise", "0.5", "--output", _folder.PathOf("out.png"));
        Assert.Equal(0, result.ExitCode);
        string second = GenerationText.Read(PictureReader.Read(_folder.PathOf("out-2.png"))).Text!;
        Assert.StartsWith("a dog", second, StringComparison.Ordinal);
        Assert.Contains("Denoising strength: 0.5", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--script is 'xyzz'; did you mean 'xyz'?", "--script", "xyzz")]
    [InlineData(2, "--script xyz needs at least one axis", "--script", "xyz")]
    [InlineData(2, "unknown axis 'CFG Skale': did you mean 'CFG Scale'?", "--script", "xyz", "--x", "CFG Skale: 3")]
    [InlineData(2, "it must be an axis, a colon and values", "--script", "xyz", "--x", "3, 7")]
    [InlineData(2, "--hires-scale is 'nan'; it must be a number from 1 to 4.", "--hires-scale", "nan")]
    [InlineData(2, "--then-steps is for a second job", "--then-steps", "3")]
    [InlineData(2, "--refiner-switch-at needs --refiner", "--refiner-switch-at", "0.5")]
    [InlineData(1, "X/Y/Z plot: X (FP8 mode) has the value 'Enable': weights are kept as precisely as the file has them", "--script", "xyz", "--x", "FP8 mode: Disable, Enable")]
    [InlineData(1, "There is no autoencoder 'nothere'", "--script", "xyz", "--x", "VAE: nothere")]
    [InlineData(1, "X/Y/Z plot: X (Steps) has the value 'many'", "--script", "xyz", "--x", "Steps: 3, many")]
    [InlineData(1, "X/Y/Z plot: X (Hires steps) has the value '3': it needs hires fix", "--script", "xyz", "--x", "Hires steps: 3")]
    [InlineData(1, "did not find its first value 'dog'", "--script", "xyz", "--x", "Prompt S/R: dog, cat")]
    [InlineData(1, "a grid may have less than 200", "--script", "xyz", "--x", "Seed: 1-9000", "--y", "Steps: 1-20")]
    [InlineData(1, "There is no checkpoint 'nothere'", "--refiner", "nothere")]
    public async Task A_wrong_argument_is_named(int exitCode, string message, params string[] arguments)
    {
        CommandResult result = await Txt2ImgAsync(["--prompt", "a bird", "--steps", "1", "--output", _folder.PathOf("out.png"), .. arguments]);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("--append-interrogated", "clip", "--append-interrogated is 'clip'; no interrogator is built that could tell what is in a picture, so it can only be None: write what you see into --prompt.")]
    [InlineData("--append-interrogated", "DeepBooru", "--append-interrogated is 'DeepBooru'; no interrogator is built")]
    [InlineData("--append-interrogated", "x", "--append-interrogated is 'x'; it must be None, CLIP or DeepBooru, of which only None is built.")]
    [InlineData("--loops", "many", "--loops is 'many'; it must be a whole number from 1 to 32.")]
    [InlineData("--curve", "steep", "--curve is 'steep'; it must be aggressive, linear or lazy.")]
    public async Task A_wrong_argument_of_loopback_is_named(string option, string value, string message)
    {
        CommandResult result = await PalimpsestCommand.RunAsync("img2img", "photo.png", "--script", "loopback", option, value);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"palimpsest: {message}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_webuis_words_ranges_and_defaults()
    {
        CommandResult text = await PalimpsestCommand.RunAsync("txt2img", "--help"), picture = await PalimpsestCommand.RunAsync("img2img", "--help");
        Assert.All(
            ["Hires. fix", "Upscale by", "1..4", "Hires schedule type", "Switch at", "X type", "Vary seeds for X, Y, Z", "Grid margins (px)", "Put variable parts at start of prompt"],
            expected => Assert.Contains(expected, Flat(text.Output), StringComparison.Ordinal));
        Assert.All(
            ["Final denoising strength", "Tile overlap", "0..256", "Pixels to expand", "8..256", "Fall-off exponent", "Decode steps", "[default: 50]"],
            expected => Assert.Contains(expected, Flat(picture.Output), StringComparison.Ordinal));
    }

    /// <summary>The help text wraps its lines.</summary>
    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private Task<CommandResult> Txt2ImgAsync(params string[] more) =>
        PalimpsestCommand.RunAsync(["txt2img", "--model", model.FilePath, "--width", "64", "--height", "64", .. more]);
}
