using System.Text.Json;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>What a job writes besides its pictures, and prompts that differ from picture to picture.</summary>
public sealed class OutputTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_preview_is_there_while_the_picture_is_made_and_the_picture_is_the_same_as_without()
    {
        string preview = _folder.PathOf("preview.png"), with = _folder.PathOf("with.png"), without = _folder.PathOf("without.png");
        Assert.Equal(0, (await RunAsync("--seed", "3", "--output", without)).ExitCode);
        Assert.Equal(0, (await RunAsync("--seed", "3", "--output", with, "--preview", preview)).ExitCode);
        DecodedPicture cheap = PictureReader.Read(preview);
        Assert.Equal((72, 64), (cheap.Width, cheap.Height));
        Assert.Equal(File.ReadAllBytes(without), File.ReadAllBytes(with));

        // With the model's own decoder the last step's picture is the finished one: its sampler ends on the denoised latent.
        Assert.Equal(0, (await RunAsync("--seed", "3", "--output", with, "--preview", preview, "--preview-method", "full")).ExitCode);
        Assert.Equal(PictureReader.Read(with).Samples, PictureReader.Read(preview).Samples);
    }

    [Fact]
    public async Task Patterns_text_files_and_a_grid()
    {
        CommandResult result = await RunAsync(
            "--seed", "3", "--batch-count", "3", "--output", _folder.PathOf(""), "--filename-pattern", "[seed]-[prompt_words]", "--directory-pattern", "[sampler]", "--save-text", "--grid", "--json");
        JsonElement document = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(0, result.ExitCode);
        string folder = _folder.PathOf("Euler");
        Assert.Equal(
            ["00000-3-a cat.png", "00001-4-a cat.png", "00002-5-a cat.png"], document.GetProperty("pictures").EnumerateArray().Select(picture => Path.GetFileName(picture.GetProperty("path").GetString()!)));
        Assert.EndsWith("\n", File.ReadAllText(Path.Combine(folder, "00001-4-a cat.txt")), StringComparison.Ordinal);
        DecodedPicture grid = PictureReader.Read(document.GetProperty("grids")[0].GetString()!);

        // webui.md 10: round(√3) = 2 rows.
        Assert.Equal((144, 128), (grid.Width, grid.Height));
        Assert.Contains("Seed: 3", GenerationText.Read(grid).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_picture_takes_its_own_line_of_a_wildcard_and_the_file_repeats_it()
    {
        Directory.CreateDirectory(_folder.PathOf("words"));
        File.WriteAllLines(_folder.PathOf("words/animal.txt"), Enumerable.Range(0, 500).Select(i => $"animal {i}"));
        string[] wildcards = ["--prompt", "one __animal__", "--wildcards", _folder.PathOf("words"), "--batch-size", "2", "--batch-count", "2"];
        Assert.Equal(0, (await RunAsync([.. wildcards, "--seed", "3", "--output", _folder.PathOf("out.png")])).ExitCode);
        Assert.Equal(0, (await RunAsync([.. wildcards, "--seed", "4", "--output", _folder.PathOf("again.png")])).ExitCode);
        string[] texts = [.. Enumerable.Range(1, 4).Select(i => GenerationText.Read(PictureReader.Read(_folder.PathOf($"out-{i}.png"))).Text!)];
        Assert.Equal(4, texts.Select(text => text.Split('\n')[0]).Distinct().Count());
        Assert.All(texts, (text, i) => Assert.Matches($"^one animal [0-9]+\n.*Seed: {3 + i},.* Wildcard prompt: one __animal__, ", text));

        // The seed alone decides, wherever the picture stands in its job.
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("out-2.png")), File.ReadAllBytes(_folder.PathOf("again-1.png")));
    }

    private Task<CommandResult> RunAsync(params string[] more) => PalimpsestCommand.RunAsync(
        ["txt2img", "--model", model.FilePath, .. more.Contains("--prompt") ? [] : new[] { "--prompt", "a cat" }, "--width", "72", "--height", "64", "--steps", "2", "--sampler", "Euler", .. more]);
}
