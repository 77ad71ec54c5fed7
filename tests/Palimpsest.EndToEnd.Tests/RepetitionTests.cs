using System.Text.Json;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.EndToEnd.Tests;

/// <summary><c>--from</c> repeats a picture and says what it could not repeat.</summary>
public sealed class RepetitionTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Txt2img_from_a_picture_makes_it_again_byte_for_byte()
    {
        string first = _folder.PathOf("first.png"), second = _folder.PathOf("second.png");
        CommandResult made = await RunAsync(
            "txt2img", "--prompt", "a (cat:1.2), [dog|bird]", "--negative", "bad, \"worse\"", "--seed", "11", "--subseed", "5", "--subseed-strength", "0.25", "--width", "72",
            "--height", "64", "--steps", "3", "--cfg", "4.5", "--sampler", "Euler a", "--scheduler", "Karras", "--ensd", "31337", "--clip-skip", "2", "--set", "eta_ancestral=0.8",
            "--sigma-max", "10", "--rng", "nv", "--output", first);
        Assert.Equal(0, made.ExitCode);

        CommandResult repeated = await RunAsync("txt2img", "--from", first, "--output", second);

        Assert.Equal(0, repeated.ExitCode);
        Assert.DoesNotContain("not as it was", repeated.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public async Task A_picture_of_two_passes_is_made_again_too()
    {
        string first = _folder.PathOf("first.png"), second = _folder.PathOf("second.png");
        CommandResult made = await RunAsync(
            "txt2img", "--prompt", "a cat", "--seed", "11", "--width", "64", "--height", "64", "--steps", "2", "--hires-scale", "1.5", "--hires-steps", "3", "--hires-denoise", "0.6",
            "--hires-upscaler", "Lanczos", "--hires-sampler", "Euler a", "--hires-prompt", "a dog, running", "--output", first);
        Assert.Equal(0, made.ExitCode);

        CommandResult repeated = await RunAsync("txt2img", "--from", first, "--output", second);

        Assert.Equal(0, repeated.ExitCode);
        Assert.DoesNotContain("not as it was", repeated.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public async Task Options_given_beside_win_over_the_file()
    {
        string source = _folder.PathOf("source.png"), output = _folder.PathOf("out.png");
        PictureWriter.SavePng(source, new Picture(64, 64, 3, new byte[64 * 64 * 3]), "a cat\nSteps: 4, Sampler: Heun, Schedule type: Exponential, CFG scale: 3, Seed: 9, Size: 64x72, Denoising strength: 0.5, Version: Palimpsest 0.1.0");

        CommandResult result = await RunAsync("img2img", source, "--from", source, "--steps", "2", "--sampler", "Euler", "--prompt", "a dog", "--denoise", "0.9", "--output", output);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith(
            "a dog\nSteps: 2, Sampler: Euler, Schedule type: Automatic, CFG scale: 3, Seed: 9, Size: 64x72, ", GenerationText.Read(PictureReader.Read(output)).Text, StringComparison.Ordinal);
        Assert.Contains("Denoising strength: 0.9", GenerationText.Read(PictureReader.Read(output)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_repeated_is_said_exactly()
    {
        string infotext = _folder.Write(
            "made.txt",
            "a cat\nSteps: 2, Sampler: Frobnicate, CFG scale: huge, Seed: 9, Size: 64x64, Model hash: 0123456789, Model: other, VAE: some.vae.pt, Denoising strength: 0.5, Face restoration: GFPGAN, Mask blur: 4, Eta: x, Version: v1.10.1");

        CommandResult result = await RunAsync("txt2img", "--from", infotext, "--output", _folder.PathOf("out.png"), "--json");

        Assert.Equal(0, result.ExitCode);
        string[] sentences = [.. JsonDocument.Parse(result.Output).RootElement.GetProperty("not_repeated").EnumerateArray().Select(sentence => sentence.GetString()!)];
        string[] expected =
        [
            "Sampler: unknown sampler 'Frobnicate'", "CFG scale: it is 'huge'", "Eta: it is 'x'", "Denoising strength: the picture was made from another one",
            "RNG: the file does not say", "Face restoration: 'GFPGAN'", "Mask: the picture was painted within a mask", "Model: the picture was made with 'other' (hash 0123456789), and this is 'tiny-sd1'", "VAE: the picture was made with 'some.vae.pt'",
        ];
        Assert.Equal(expected.Length, sentences.Length);
        Assert.All(expected, start => Assert.Contains(sentences, sentence => sentence.StartsWith(start, StringComparison.Ordinal)));
        Assert.All(sentences, sentence => Assert.Contains($"palimpsest: not as it was: {sentence}", result.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_picture_without_infotext_is_refused()
    {
        string source = _folder.PathOf("source.png");
        PictureWriter.SavePng(source, new Picture(8, 8, 3, new byte[8 * 8 * 3]), (string?)null);
        CommandResult result = await RunAsync("txt2img", "--from", source);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("does not say how it was made", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Styles_are_applied_and_an_unknown_one_is_answered_with_the_nearest()
    {
        string styles = _folder.Write("styles.csv", "name,prompt,negative_prompt\nPhoto,\"photo of {prompt}, 35mm\",blurry\nMaster,masterpiece,\n"), output = _folder.PathOf("out.png");
        CommandResult result = await RunAsync(
            "txt2img", "--prompt", "a cat", "--styles", "Photo", "--styles", "Master", "--styles-file", styles, "--width", "64", "--height", "64", "--steps", "1", "--output", output);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("photo of a cat, 35mm, masterpiece\nNegative prompt: blurry\n", GenerationText.Read(PictureReader.Read(output)).Text, StringComparison.Ordinal);

        CommandResult wrong = await RunAsync("txt2img", "--prompt", "a cat", "--styles", "foto", "--styles-file", styles);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("did you mean 'Photo'?", wrong.Error, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => PalimpsestCommand.RunAsync([.. arguments, "--model", model.FilePath]);
}
