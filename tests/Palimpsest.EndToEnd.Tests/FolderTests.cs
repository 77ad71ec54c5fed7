using System.Diagnostics;
using System.Text.Json;
using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>A folder of pictures in one command.</summary>
public sealed class FolderTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private const int Good = 46, Broken = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Broken_pictures_are_told_of_and_skipped_and_a_second_run_makes_what_is_missing()
    {
        WriteSources();
        CommandResult first = await RunAsync("--json");
        JsonElement document = JsonDocument.Parse(first.Output).RootElement;
        Assert.Equal(1, first.ExitCode);
        Assert.Equal(Good, document.GetProperty("pictures").GetArrayLength());
        Assert.Equal(
            ["broken0.png", "broken1.jpg", "broken2.webp", "sub/broken3.png"],
            document.GetProperty("skipped").EnumerateArray().Select(item => item.GetProperty("source").GetString()!.Replace('\\', '/')));
        Assert.Contains("palimpsest: skipped broken0.png: ", first.Error, StringComparison.Ordinal);
        Assert.Contains($"{Broken} of {Good + Broken} were skipped; the rest is done.", first.Error, StringComparison.Ordinal);
        Assert.Contains($"({Good + Broken} of {Good + Broken})", first.Error, StringComparison.Ordinal);

        string[] made = Directory.GetFiles(Output, "*.png", SearchOption.AllDirectories);
        Assert.Equal(Good, made.Length);
        Assert.All(made, path => Assert.Equal((64, 64), (PictureReader.Read(path).Width, PictureReader.Read(path).Height)));

        // One picture is lost; everything else must stay as it is, to the last byte.
        string lost = Path.Combine(Output, "photo7.png");
        Dictionary<string, DateTime> times = made.ToDictionary(path => path, File.GetLastWriteTimeUtc);
        byte[] before = File.ReadAllBytes(lost);
        File.Delete(lost);
        CommandResult second = await RunAsync();
        Assert.Equal((1, lost), (second.ExitCode, second.Output.Trim()));
        Assert.Contains($"{Good - 1} of {Good + Broken} are there already and stay", second.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(lost));
        Assert.All(times.Where(pair => pair.Key != lost), pair => Assert.Equal(pair.Value, File.GetLastWriteTimeUtc(pair.Key)));
    }

    [Fact]
    public async Task A_batch_that_was_interrupted_goes_on_where_it_stopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no way to send a signal to one process.");
        WriteSources();
        using (Process process = PalimpsestCommand.Start(Arguments()))
        {
            int begun = 0;
            while (begun < 3 && await process.StandardError.ReadLineAsync() is string line)
            {
                begun += line.StartsWith("Sampling", StringComparison.Ordinal) ? 1 : 0;
            }

            using Process signal = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(1, process.ExitCode);
        }

        int finished = Directory.GetFiles(Output).Count(path => !OutputJournal.Is(path));
        Assert.InRange(finished, 1, Good - 1);
        CommandResult rest = await RunAsync("--json");
        Assert.Equal(Good - finished, JsonDocument.Parse(rest.Output).RootElement.GetProperty("pictures").GetArrayLength());
    }

    [Fact]
    public async Task Settings_come_from_the_pictures_own_infotexts_where_asked_for_and_sizes_from_the_pictures()
    {
        PictureWriter.SavePng(Source("a.png"), Noise(72, 64), "a dog\nNegative prompt: bad\nSteps: 3, Sampler: Euler a, CFG scale: 5.5, Seed: 77, Size: 512x512");
        PictureWriter.SavePng(Source("b.png"), Noise(64, 80), (string?)null);
        CommandResult result = await RunAsync("--png-info", "Prompt", "--png-info", "Seed", "--png-info", "CFG scale", "--resize-by", "1", "--save-text");
        Assert.Equal(0, result.ExitCode);
        string a = File.ReadAllText(Path.Combine(Output, "a.txt")), b = File.ReadAllText(Path.Combine(Output, "b.txt"));
        Assert.StartsWith("a cat a dog\nSteps: 2, Sampler: Euler, Schedule type: Automatic, CFG scale: 5.5, Seed: 77, Size: 72x64,", a, StringComparison.Ordinal);
        Assert.StartsWith("a cat\nSteps: 2, Sampler: Euler, Schedule type: Automatic, CFG scale: 7, Seed: 5, Size: 64x80,", b, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_hash_takes_its_checkpoint_and_what_is_not_said_or_not_here_is_told_of()
    {
        string other = Path.Combine(Path.GetDirectoryName(model.FilePath)!, "other-of-folder.safetensors");
        File.Copy(model.FilePath, other, overwrite: true);
        using (FileStream file = File.OpenWrite(other))
        {
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte(0);
        }

        try
        {
            string hash = FileHash.Sha256(other)[..10];
            PictureWriter.SavePng(Source("a.png"), Noise(64, 64), (string?)null);
            PictureWriter.SavePng(Source("sub/b.png"), Noise(64, 64), (string?)null);
            PictureWriter.SavePng(Source("c.png"), Noise(64, 64), (string?)null);
            Directory.CreateDirectory(_folder.PathOf("infos"));
            PictureWriter.SavePng(Path.Combine(_folder.PathOf("infos"), "a.png"), Noise(8, 8), $"a dog\nSteps: many, Sampler: Heun Karras, CFG scale: 5, Seed: 77, Model hash: {hash}");
            PictureWriter.SavePng(Path.Combine(_folder.PathOf("infos"), "b.png"), Noise(8, 8), "a bird\nNegative prompt: bad\nSteps: 1, Sampler: Eular, Seed: 9, Size: 8x8, Model hash: 0123456789");
            string styles = _folder.PathOf("styles.csv");
            await File.WriteAllTextAsync(styles, "name,prompt,negative_prompt\nframed,\"old {prompt}, framed\",blurry\n", TestContext.Current.CancellationToken);

            CommandResult result = await RunAsync(
                [.. PngInfo.Parameters.SelectMany(parameter => new[] { "--png-info", parameter }), "--png-info-dir", _folder.PathOf("infos"), "--styles-file", styles, "--styles", "framed", "--save-text"]);
            Assert.Equal(0, result.ExitCode);
            string a = File.ReadAllText(Path.Combine(Output, "a.txt")), b = File.ReadAllText(Path.Combine(Output, "sub", "b.txt")), c = File.ReadAllText(Path.Combine(Output, "c.txt"));
            Assert.StartsWith("old a cat a dog, framed\nNegative prompt: blurry\nSteps: 2, Sampler: Heun, Schedule type: Karras, CFG scale: 5.0, Seed: 77, Size: 64x64,", a, StringComparison.Ordinal);
            Assert.Contains($"Model hash: {hash}, Model: other-of-folder", a, StringComparison.Ordinal);
            Assert.StartsWith("old a cat a bird, framed\nNegative prompt: bad, blurry\nSteps: 1, Sampler: Euler, Schedule type: Automatic, CFG scale: 7, Seed: 9, Size: 64x64,", b, StringComparison.Ordinal);
            Assert.StartsWith("old a cat, framed\nNegative prompt: blurry\nSteps: 2,", c, StringComparison.Ordinal);
            string[] warnings = [.. result.Error.Split('\n').Where(line => line.StartsWith("palimpsest: warning: ", StringComparison.Ordinal)).Select(line => line[21..].Replace('\\', '/').TrimEnd())];
            Assert.Equal(
                [
                    "a.png: Steps of the picture is 'many', which cannot be used; yours is.",
                    $"c.png: --png-info: '{_folder.PathOf("infos").Replace('\\', '/')}' has no picture of this name; your settings are used.",
                    "sub/b.png: Sampler of the picture: unknown sampler 'Eular': did you mean 'Euler'?; yours is used.",
                    "sub/b.png: Model hash of the picture is '0123456789', which no checkpoint here has; yours is used.",
                ],
                warnings);
        }
        finally
        {
            File.Delete(other);
        }
    }

    [Theory]
    [InlineData("--png-info-dir does nothing without --png-info", "--png-info-dir", ".")]
    [InlineData("The folder of --png-info-dir 'nothere' does not exist", "--png-info", "Seed", "--png-info-dir", "nothere")]
    [InlineData("--png-info is 'Seeed'; did you mean 'Seed'?", "--png-info", "Seeed")]
    public async Task Settings_of_pictures_that_cannot_be_had_are_told_of_at_once(string message, params string[] more)
    {
        PictureWriter.SavePng(Source("a.png"), Noise(64, 64), (string?)null);
        CommandResult result = await RunAsync(more);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--png-info", "Seed")]
    [InlineData("--overwrite")]
    public async Task What_is_for_folders_is_refused_for_one_picture(params string[] more)
    {
        PictureWriter.SavePng(Source("a.png"), Noise(64, 64), (string?)null);
        CommandResult result = await PalimpsestCommand.RunAsync(["img2img", Source("a.png"), "--model", model.FilePath, "--output", _folder.PathOf("o.png"), .. more]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains($"{more[0]} is for a folder of pictures, and ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_pictures_is_an_error()
    {
        Directory.CreateDirectory(_folder.PathOf("in"));
        CommandResult result = await RunAsync();
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("has no pictures", result.Error, StringComparison.Ordinal);
    }

    private string Output => _folder.PathOf("out");

    /// <summary>Sizes from 1 x 1 to some hundred pixels, PNG and JPEG, grey, colour and transparent; four of fifty are damaged.</summary>
    private void WriteSources()
    {
        for (int i = 0; i < Good; i++)
        {
            Picture picture = Noise(1 + (i * 7), 1 + (i * 13 % 200), channels: i % 4 + 1);
            if (i % 3 == 0)
            {
                PictureWriter.SaveJpeg(Source(i % 10 == 9 ? $"sub/photo{i}.jpg" : $"photo{i}.jpg"), picture);
            }
            else
            {
                PictureWriter.SavePng(Source($"photo{i}.png"), picture, (string?)null);
            }
        }

        byte[] whole = File.ReadAllBytes(Source("photo1.png"));
        File.WriteAllBytes(Source("broken0.png"), whole[..(whole.Length / 2)]);
        File.WriteAllText(Source("broken1.jpg"), "no picture");
        File.WriteAllText(Source("broken2.webp"), "RIFF....WEBPVP8 ");
        File.WriteAllBytes(Source("sub/broken3.png"), []);
    }

    private string Source(string name)
    {
        string path = Path.Combine(_folder.PathOf("in"), name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static Picture Noise(int width, int height, int channels = 3)
    {
        var pixels = new byte[width * height * channels];
        new Random(width).NextBytes(pixels);
        return new Picture(width, height, channels, pixels);
    }

    private string[] Arguments(params string[] more) =>
    [
        "img2img", _folder.PathOf("in"), "--output", Output, "--model", model.FilePath, "--prompt", "a cat", "--seed", "5", "--width", "64", "--height", "64",
        "--steps", "2", "--denoise", "0.5", "--sampler", "Euler", .. more,
    ];

    private Task<CommandResult> RunAsync(params string[] more) => PalimpsestCommand.RunAsync(Arguments(more));
}
