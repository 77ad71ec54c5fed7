using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.TestKit;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Painting a part of a picture, from the command line to the file.</summary>
public sealed class InpaintTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_masked_gives_webuis_picture_and_keeps_every_pixel_around_the_mask()
    {
        string output = _folder.PathOf("out.png");
        CommandResult result = await RunAsync(
            "astro-256.png", "--mask", Reference.Path("pictures/inputs/mask-face-256.png"), "--inpaint-area", "masked", "--prompt", "a red flower", "--seed", "1234",
            "--steps", "6", "--cfg", "11.0", "--width", "128", "--height", "128", "--denoise", "0.6", "--sampler", "DPM++ 2M", "--scheduler", "Karras",
            "--return-mask", "--output", output);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal([output, _folder.PathOf("out-mask.png")], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        DecodedPicture expected = PictureReader.Read(Reference.Path("pictures/cases/319-full-res-face-256.0.png")), actual = PictureReader.Read(output);
        string expectedText = GenerationText.Read(expected).Text!.Replace("Version: v1.10.1", "Version: Palimpsest 0.1.0", StringComparison.Ordinal);
        Assert.Equal(expectedText, GenerationText.Read(actual).Text);

        byte[] original = PictureReader.Read(Reference.Path("pictures/inputs/astro-256.png")).ToWebuiPicture().ToRgb().Pixels;
        byte[] mask = PictureReader.Read(_folder.PathOf("out-mask.png")).Samples;
        int[] differences = [.. expected.Samples.Zip(actual.Samples, (a, b) => Math.Abs(a - b))];
        Assert.InRange(differences.Max(), 0, 2);
        Assert.InRange(differences.Average(), 0, 0.02);
        Assert.All(Enumerable.Range(0, mask.Length).Where(i => mask[i] == 0), i => Assert.Equal(original[i], actual.Samples[i]));
    }

    [Fact]
    public async Task A_picture_made_with_a_mask_is_repeated_with_the_mask_alone()
    {
        string mask = Reference.Path("pictures/inputs/mask-ellipse-64.png"), first = _folder.PathOf("first.png"), second = _folder.PathOf("second.png");
        await RunAsync("astro-64.png", [.. Small, "--mask", mask, "--mask-invert", "--inpaint-content", "noise", "--mask-blur", "2", "--soft-inpainting", "--soft-bias", "1.5", "--output", first]);
        CommandResult result = await RunAsync("astro-64.png", "--from", first, "--mask", mask, "--output", second);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        Assert.DoesNotContain("not as it was: Mask", result.Error, StringComparison.Ordinal);

        CommandResult without = await RunAsync("astro-64.png", "--from", first, "--output", second);
        Assert.Contains("not as it was: Mask: only a part of the picture was painted", without.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_mask_is_warned_of_and_leaves_the_picture()
    {
        string output = _folder.PathOf("out.png"), mask = Reference.Path("pictures/inputs/mask-empty-64.png");
        CommandResult result = await RunAsync("astro-64.png", [.. Small, "--mask", mask, "--output", output]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("palimpsest: warning: The mask is empty, so nothing of the picture is painted anew.", result.Error, StringComparison.Ordinal);
        Picture original = PictureReader.Read(Reference.Path("pictures/inputs/astro-64.png")).ToWebuiPicture().ToRgb();
        Assert.Equal(original.Pixels, PictureReader.Read(output).Samples);

        CommandResult onlyMasked = await RunAsync("astro-64.png", [.. Small, "--mask", mask, "--inpaint-area", "masked", "--output", output]);
        Assert.Equal(0, onlyMasked.ExitCode);
        Assert.Contains("because mask is blank, switch to img2img mode.", onlyMasked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mask_that_cannot_be_read_is_named_before_the_model_is_opened()
    {
        string mask = _folder.Write("mask.png", "\u0089PNG, but no more of it");
        CommandResult result = await RunAsync("astro-64.png", [.. Small, "--mask", mask]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches("^palimpsest: mask.png: [^\n]+\n$", result.Error);

        CommandResult missing = await RunAsync("astro-64.png", [.. Small, "--mask", _folder.PathOf("none.png")]);
        Assert.Equal((1, ""), (missing.ExitCode, missing.Output));
        Assert.StartsWith("palimpsest: The mask '", missing.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--mask-blur", "8", "--mask-blur does nothing without a mask: add --mask or --mask-alpha.")]
    [InlineData("--soft-bias", "1", "--soft-bias does nothing without a mask: add --mask or --mask-alpha.")]
    [InlineData("--mask-blur", "65", "--mask-blur is '65'; it must be a whole number from 0 to 64. See 'palimpsest img2img --help'.")]
    [InlineData("--inpaint-padding", "-1", "--inpaint-padding is '-1'; it must be a whole number from 0 to 256. See 'palimpsest img2img --help'.")]
    [InlineData("--inpaint-content", "pink", "--inpaint-content is 'pink'; it must be original, fill, noise or nothing, or webui's 0 to 3. See 'palimpsest img2img --help'.")]
    [InlineData("--inpaint-area", "half", "--inpaint-area is 'half'; it must be whole or masked. See 'palimpsest img2img --help'.")]
    [InlineData("--soft-contrast-boost", "NaN", "--soft-contrast-boost is 'NaN'; it must be a number from 1 to 32. See 'palimpsest img2img --help'.")]
    [InlineData("--image-cfg", "inf", "--image-cfg is 'inf'; it must be a number from 0 to 3. See 'palimpsest img2img --help'.")]
    public async Task A_wrong_option_is_named_with_what_is_allowed(string option, string value, string message)
    {
        CommandResult result = await RunAsync("astro-64.png", option, value);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal($"palimpsest: {message}", result.Error.Trim());
    }

    [Fact]
    public async Task Help_names_webuis_names_ranges_and_defaults()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("img2img", "--help");
        string[] expected = ["mask_blur_x", "inpainting_fill", "inpaint_full_res", "0..64", "0..256", "[default: 32]", "Schedule bias", "Difference contrast", "1..32", "img2img_color_correction", "Image CFG Scale"];
        Assert.All(expected, text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
    }

    private static string[] Small => ["--prompt", "a red flower", "--seed", "7", "--steps", "2", "--width", "64", "--height", "64"];

    private Task<CommandResult> RunAsync(string picture, params string[] more) =>
        PalimpsestCommand.RunAsync(["img2img", Reference.Path($"pictures/inputs/{picture}"), "--model", model.FilePath, .. more]);
}
