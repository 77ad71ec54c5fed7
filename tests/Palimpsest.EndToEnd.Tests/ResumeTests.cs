using System.Text.Json;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>A job that ended before its time goes on when the same command is given again.</summary>
public sealed class ResumeTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("3")]
    [InlineData("-1")]
    public async Task The_same_command_makes_only_what_is_missing_with_the_seeds_of_the_first(string seed)
    {
        // The third picture's place is taken, so the job ends there.
        string blocked = Directory.CreateDirectory(_folder.PathOf("out-3.png")).FullName, output = _folder.PathOf("out.png");
        Directory.CreateDirectory(Path.Combine(blocked, "in the way"));
        string[] command =
        [
            "txt2img", "--model", model.FilePath, "--prompt", "a cat", "--width", "64", "--height", "64", "--steps", "1", "--sampler", "Euler", "--seed", seed,
            "--batch-count", "4", "--grid", "--output", output, "--json",
        ];
        Assert.Equal(1, (await PalimpsestCommand.RunAsync(command)).ExitCode);
        DateTime[] times = [.. Finished().Select(File.GetLastWriteTimeUtc)];
        Assert.Equal(2, times.Length);
        Directory.Delete(blocked, recursive: true);

        CommandResult second = await PalimpsestCommand.RunAsync(command);

        Assert.Equal(0, second.ExitCode);
        Assert.Contains("was interrupted before: its 2 finished pictures stay", second.Error, StringComparison.Ordinal);
        long[] seeds = [.. JsonDocument.Parse(second.Output).RootElement.GetProperty("pictures").EnumerateArray().Select(picture => picture.GetProperty("seed").GetInt64())];
        Assert.Equal(Enumerable.Range(0, 4).Select(i => seeds[0] + i), seeds);
        Assert.Equal(times, Finished().Take(2).Select(File.GetLastWriteTimeUtc));
        Assert.Equal(4, Finished().Length);
        Assert.True(File.Exists(_folder.PathOf("out-grid.png")));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(output)!, "*.job"));

        // A finished job is made again.
        Assert.Equal(0, (await PalimpsestCommand.RunAsync(command)).ExitCode);
        Assert.All(Finished().Take(2).Zip(times), pair => Assert.NotEqual(pair.Second, File.GetLastWriteTimeUtc(pair.First)));
    }

    private string[] Finished() => [.. Enumerable.Range(1, 4).Select(i => _folder.PathOf($"out-{i}.png")).Where(File.Exists)];
}
