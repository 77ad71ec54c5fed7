using System.Diagnostics;
using System.Text.Json;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.TestKit;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>The command makes pictures, from the command line to the file.</summary>
public sealed class GenerationTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Img2img_gives_webuis_picture()
    {
        string output = _folder.PathOf("out.png");
        CommandResult result = await PalimpsestCommand.RunAsync(
            "img2img", Reference.Path("pictures/inputs/astro-256.png"), "--model", model.FilePath, "--prompt", "watercolor, light smile, Sakura background",
            "--seed", "42", "--steps", "20", "--cfg", "11.0", "--width", "256", "--height", "256", "--denoise", "0.65", "--sampler", "DPM++ 2M",
            "--scheduler", "Karras", "--output", output);
        Assert.Equal((0, output), (result.ExitCode, result.Output.Trim()));

        DecodedPicture expected = PictureReader.Read(Reference.Path("pictures/cases/001-guide-example.0.png")), actual = PictureReader.Read(output);
        string expectedText = GenerationText.Read(expected).Text!.Replace("Version: v1.10.1", "Version: Palimpsest 0.1.0", StringComparison.Ordinal);
        Assert.Equal(expectedText, GenerationText.Read(actual).Text);

        // The reference's own tolerance (pictures/README.md): two levels at most, 0.02 on average.
        int[] differences = [.. expected.Samples.Zip(actual.Samples, (a, b) => Math.Abs(a - b))];
        Assert.Equal(expected.Samples.Length, actual.Samples.Length);
        Assert.InRange(differences.Max(), 0, 2);
        Assert.InRange(differences.Average(), 0, 0.02);
    }

    [Fact]
    public async Task With_json_the_result_is_one_document_on_standard_output()
    {
        CommandResult result = await RunSmallAsync("--seed", "7", "--batch-count", "2", "--output", _folder.PathOf("out.jpg"), "--json");
        JsonElement document = JsonDocument.Parse(result.Output).RootElement;
        JsonElement[] pictures = [.. document.GetProperty("pictures").EnumerateArray()];
        Assert.Equal(0, result.ExitCode);
        Assert.Equal([7L, 8L], pictures.Select(picture => picture.GetProperty("seed").GetInt64()));
        Assert.Equal([_folder.PathOf("out-1.jpg"), _folder.PathOf("out-2.jpg")], pictures.Select(picture => picture.GetProperty("path").GetString()));
        Assert.All(pictures, picture =>
        {
            DecodedPicture file = PictureReader.Read(picture.GetProperty("path").GetString()!);
            Assert.Equal((64, 64), (file.Width, file.Height));
            Assert.Equal(picture.GetProperty("infotext").GetString(), GenerationText.Read(file).Text);
        });
        Assert.True(document.GetProperty("seconds").GetDouble() > 0);
        Assert.True(document.GetProperty("peak_bytes").GetInt64() > 0);
        JsonElement sampling = document.GetProperty("stages").EnumerateArray().Single(stage => stage.GetProperty("name").GetString() == "Sampling");
        Assert.Contains("convolution", sampling.GetProperty("operations").EnumerateArray().Select(operation => operation.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task With_times_the_command_says_where_the_time_went()
    {
        CommandResult silent = await RunSmallAsync("--output", _folder.PathOf("out.png"));
        CommandResult told = await RunSmallAsync("--output", _folder.PathOf("out.png"), "--times");
        Assert.DoesNotContain("convolution", silent.Error);
        Assert.Matches(@"(?m)^Sampling +[0-9.]+ s +\d+ %  .*convolution \d+ %", told.Error);
    }

    [Fact]
    public async Task A_picture_depends_on_its_seed_alone_not_on_batch_or_threads()
    {
        await RunSmallAsync("--seed", "8", "--threads", "1", "--output", _folder.PathOf("alone.png"));
        await RunSmallAsync("--seed", "7", "--threads", "3", "--batch-size", "2", "--output", _folder.PathOf("batch.png"));
        byte[] alone = File.ReadAllBytes(_folder.PathOf("alone.png"));
        Assert.Equal(alone, File.ReadAllBytes(_folder.PathOf("batch-2.png")));
        Assert.NotEqual(alone, File.ReadAllBytes(_folder.PathOf("batch-1.png")));
    }

    [Fact]
    public async Task Ctrl_C_ends_the_job_and_keeps_what_is_finished()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no way to send Ctrl+C to one process.");

        string output = _folder.PathOf("out.png");
        using Process process = PalimpsestCommand.StartInterruptible(Small("--batch-count", "1000", "--output", output));
        using CancellationTokenRegistration kill = TestContext.Current.CancellationToken.Register(process.Kill);
        Task<string> paths = process.StandardOutput.ReadToEndAsync();

        // The second batch is being sampled, so the first picture is on disk.
        int batches = 0;
        while (batches < 2 && await process.StandardError.ReadLineAsync() is string line)
        {
            batches += line.StartsWith("Sampling", StringComparison.Ordinal) ? 1 : 0;
        }

        using Process signal = Process.Start("kill", ["-INT", $"{process.Id}"]);
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        string[] saved = (await paths).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains($"Stopped; {saved.Length} of 1000 pictures are finished and saved.", error, StringComparison.Ordinal);
        Assert.NotEmpty(saved);
        Assert.All(saved, path => Assert.Equal(64, PictureReader.Read(path).Width));
        Assert.Equal(saved.Order(), Directory.GetFiles(_folder.PathOf("")).Where(path => !OutputJournal.Is(path)).Order());
    }

    [Fact]
    public async Task A_plan_names_every_part_of_the_memory()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("plan", "--model", model.FilePath, "--width", "256", "--height", "256", "--json");
        JsonElement document = JsonDocument.Parse(result.Output).RootElement;
        long[] parts = [.. document.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("bytes").GetInt64())];
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(parts, bytes => Assert.True(bytes > 0));
        Assert.Equal(document.GetProperty("bytes").GetInt64(), parts.Sum());
        Assert.Equal(16, document.GetProperty("model_calls").GetInt32());
    }

    [Fact]
    public async Task A_refiners_weights_are_in_the_plan_and_in_what_a_job_is_refused_for()
    {
        string refiner = _folder.PathOf("refiner.safetensors");
        File.CreateSymbolicLink(refiner, model.FilePath);
        CommandResult result = await PalimpsestCommand.RunAsync("plan", "--model", model.FilePath, "--refiner", refiner, "--txt2img", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Dictionary<string, long> parts = JsonDocument.Parse(result.Output).RootElement.GetProperty("parts").EnumerateArray()
            .ToDictionary(part => part.GetProperty("name").GetString()!, part => part.GetProperty("bytes").GetInt64());
        long weights = parts["text encoder's weights"] + parts["denoising network's weights"] + parts["autoencoder's weights"];
        Assert.Equal(weights, parts["refiner's weights"]);

        CommandResult refused = await RunSmallAsync("--refiner", refiner, "--memory", $"{3 * weights / 2 / 1_000_000}MB");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Matches(@"The model with the refiner needs 0\.\d\d GiB of memory, but only 0\.\d\d GiB may be used: allow more memory, or leave out the refiner\.", refused.Error);
    }

    [Fact]
    public async Task A_job_that_does_not_fit_its_memory_is_refused_with_numbers()
    {
        CommandResult result = await RunSmallAsync("--memory", "100MB");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"needs 0\.\d\d GiB of memory, but only 0\.09 GiB may be used", result.Error);
    }

    [Fact]
    public async Task A_damaged_picture_is_refused_before_the_model_is_opened()
    {
        string picture = _folder.Write("photo.png", "\u0089PNG, but no more of it");
        CommandResult result = await PalimpsestCommand.RunAsync("img2img", picture, "--model", model.FilePath);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches("^palimpsest: photo.png: [^\n]+\n$", result.Error);
    }

    private Task<CommandResult> RunSmallAsync(params string[] more) => PalimpsestCommand.RunAsync(Small(more));

    /// <summary>The fastest job there is: two steps of 64 x 64 pixels.</summary>
    private string[] Small(params string[] more) =>
        ["txt2img", "--model", model.FilePath, "--width", "64", "--height", "64", "--steps", "2", .. more];
}
