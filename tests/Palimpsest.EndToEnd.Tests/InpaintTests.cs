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
    [InlineData("--mask-blur", "8", "--mask-blur does nothing without a mask: add --mask, --mask-alpha or --inpaint-sketch.")]
    [InlineData("--soft-bias", "1", "--soft-bias does nothing without a mask: add --mask, --mask-alpha or --inpaint-sketch.")]
    [InlineData("--mask-transparency", "5", "--mask-transparency does nothing without --inpaint-sketch.")]
    [InlineData("--mask-transparency", "101", "--mask-transparency is '101'; it must be a whole number from 0 to 100. See 'palimpsest img2img --help'.")]
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
    public async Task An_inpaint_sketch_paints_anew_where_the_copy_differs()
    {
        (string copy, string strokes, string mask) = Painted();
        string expected = _folder.PathOf("expected.png"), ofCopy = _folder.PathOf("copy.png"), ofStrokes = _folder.PathOf("strokes.png");
        string[] more = [.. Small, "--mask-blur", "0", "--denoise", "0.6", "--output"];

        // Unblurred, it is the copy inpainted with the strokes' mask.
        Assert.Equal(0, (await PalimpsestCommand.RunAsync(["img2img", copy, "--model", model.FilePath, "--mask", mask, .. more, expected])).ExitCode);
        Assert.Equal(0, (await RunAsync("astro-64.png", ["--inpaint-sketch", copy, .. more, ofCopy])).ExitCode);
        Assert.Equal(0, (await RunAsync("astro-64.png", ["--inpaint-sketch", strokes, .. more, ofStrokes])).ExitCode);
        Assert.Equal(PictureReader.Read(expected).Samples, PictureReader.Read(ofCopy).Samples);
        Assert.Equal(File.ReadAllBytes(ofCopy), File.ReadAllBytes(ofStrokes));
        Assert.NotEqual(PictureReader.Read(copy).ToWebuiPicture().ToRgb().Pixels, PictureReader.Read(ofCopy).Samples);

        // Half through, a stroke is half of itself.
        string faint = _folder.PathOf("faint.png");
        Assert.Equal(0, (await RunAsync("astro-64.png", ["--inpaint-sketch", copy, "--mask-transparency", "50", .. more, faint])).ExitCode);
        Assert.NotEqual(File.ReadAllBytes(ofCopy), File.ReadAllBytes(faint));
    }

    [Fact]
    public async Task A_sketch_begins_with_the_painted_picture()
    {
        (string copy, string strokes, string _) = Painted();
        string expected = _folder.PathOf("expected.png"), made = _folder.PathOf("made.png");
        Assert.Equal(0, (await PalimpsestCommand.RunAsync(["img2img", copy, "--model", model.FilePath, .. Small, "--output", expected])).ExitCode);
        Assert.Equal(0, (await RunAsync("astro-64.png", [.. Small, "--sketch", strokes, "--output", made])).ExitCode);
        Assert.Equal(File.ReadAllBytes(expected), File.ReadAllBytes(made));
    }

    [Fact]
    public async Task A_painted_copy_of_another_size_or_two_of_them_are_refused()
    {
        (string copy, string _, string mask) = Painted();
        CommandResult size = await RunAsync("astro-256.png", [.. Small, "--inpaint-sketch", copy]);
        Assert.Equal((1, "palimpsest: --inpaint-sketch: copy-of.png is 64 x 64 pixels, but astro-256.png 256 x 256: paint on a copy of the same size.\n"), (size.ExitCode, size.Error));
        CommandResult both = await RunAsync("astro-64.png", [.. Small, "--inpaint-sketch", copy, "--mask", mask]);
        Assert.Equal((2, "palimpsest: --inpaint-sketch and --mask both say where to paint: give one of them.\n"), (both.ExitCode, both.Error));
        CommandResult missing = await RunAsync("astro-64.png", [.. Small, "--sketch", _folder.PathOf("none.png")]);
        Assert.StartsWith("palimpsest: The picture of --sketch '", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_webuis_names_ranges_and_defaults()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("img2img", "--help");
        string[] expected = ["mask_blur_x", "inpainting_fill", "inpaint_full_res", "0..64", "0..256", "[default: 32]", "Schedule bias", "Difference contrast", "1..32", "img2img_color_correction", "Image CFG Scale"];
        Assert.All(expected, text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
    }

    /// <summary>The picture with a square painted on it; the square alone on a transparent ground; the square as a mask.</summary>
    private (string Copy, string Strokes, string Mask) Painted()
    {
        Picture picture = PictureReader.Read(Reference.Path("pictures/inputs/astro-64.png")).ToWebuiPicture().ToRgb();
        byte[] copy = [.. picture.Pixels], strokes = new byte[64 * 64 * 4], mask = new byte[64 * 64];
        for (int i = 0; i < mask.Length; i++)
        {
            if (i % 64 is >= 16 and < 48 && i / 64 is >= 16 and < 48)
            {
                byte[] colour = [200, (byte)i, 30, 255];
                colour.AsSpan(0, 3).CopyTo(copy.AsSpan(3 * i));
                colour.CopyTo(strokes, 4 * i);
                mask[i] = picture.Pixels.AsSpan(3 * i, 3).SequenceEqual(copy.AsSpan(3 * i, 3)) ? (byte)0 : (byte)255;
            }
        }

        return (Save("copy-of.png", copy, 3), Save("strokes-of.png", strokes, 4), Save("mask-of.png", mask, 1));

        string Save(string name, byte[] pixels, int channels)
        {
            PictureWriter.SavePng(_folder.PathOf(name), new Picture(64, 64, channels, pixels), (string?)null);
            return _folder.PathOf(name);
        }
    }

    private static string[] Small => ["--prompt", "a red flower", "--seed", "7", "--steps", "2", "--width", "64", "--height", "64"];

    private Task<CommandResult> RunAsync(string picture, params string[] more) =>
        PalimpsestCommand.RunAsync(["img2img", Reference.Path($"pictures/inputs/{picture}"), "--model", model.FilePath, .. more]);
}
