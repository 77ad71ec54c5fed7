using System.Diagnostics;
using System.Text.Json;
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
