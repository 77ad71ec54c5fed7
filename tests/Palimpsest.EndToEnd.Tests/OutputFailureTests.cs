using System.ComponentModel;
using System.Text.Json;
using Palimpsest.Imaging;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Pictures that cannot be saved: told before the work where it can be known, and what is saved already stays and is listed.</summary>
public sealed class OutputFailureTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_does_not_exist_is_named_before_the_work() => Refusal.Assert(
        1,
        $"--output is '.+none.out.png', but the folder '.+none' does not exist; create it first.",
        await PalimpsestCommand.RunAsync(Small("--output", Path.Combine(_folder.PathOf("none"), "out.png"))));

    [Fact]
    public async Task A_folder_that_takes_no_files_is_named_before_the_work()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This system has no folder that takes no files from anybody.");
        CommandResult result = await PalimpsestCommand.RunAsync(Small("--output", "/proc/out.png"));
        Refusal.Assert(1, "No file can be written into the folder '/proc'; choose another with --output, or get the right to write there.", result);
        Assert.DoesNotContain("Opening the model", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_synthetic_checkpoint_that_cannot_be_written_is_refused()
    {
        CommandResult result = await PalimpsestCommand.RunAsync("models", "synth", Path.Combine(_folder.PathOf("none"), "x.safetensors"));
        Refusal.Assert(1, ".+x.safetensors: the file cannot be written; check that the folder exists, .+ has 277659964 bytes free .+", result);
    }

    [Fact]
    public async Task An_empty_output_is_a_wrong_command_line() => Refusal.Assert(
        2, "--output is empty; give the name of a .png or .jpg file, or leave --output out.", await PalimpsestCommand.RunAsync(Small("--output", "")));

    [Fact]
    public async Task On_a_full_disk_finished_pictures_stay_and_are_listed_and_nothing_is_half_written()
    {
        // A picture of this job has 10 to 20 kB.
        (CommandResult result, string[] files) = await RunOnSmallDiskAsync(bytes: 65536, Small("--batch-count", "12", "--json", "--seed", "3"));
        JsonElement document = JsonDocument.Parse(result.Output).RootElement;
        string[] saved = [.. document.GetProperty("pictures").EnumerateArray().Select(picture => Path.GetFileName(picture.GetProperty("path").GetString()!))];
        Assert.True(result.ExitCode == 1, result.Error);
        Assert.InRange(saved.Length, 1, 11);
        Assert.Equal(Enumerable.Range(1, saved.Length).Select(i => $"out-{i}.png"), saved);
        Assert.Equal(saved.Order(StringComparer.Ordinal), files.Where(file => !file.EndsWith(".job", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        string error = document.GetProperty("error").GetString()!;
        Assert.Matches($"out-{saved.Length + 1}.png: The picture cannot be saved .+ that the disk has [0-9]+ bytes free.$", error);
        Assert.Contains($"palimpsest: {error}", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, document.GetProperty("exit_code").GetInt32());
        Assert.All(saved, name => Assert.Equal(64, PictureReader.Read(_folder.PathOf(name)).Width));
    }

    /// <summary>Runs with the output on a file system of that size, and copies what is on it in the end into the test's folder.</summary>
    private async Task<(CommandResult Result, string[] Files)> RunOnSmallDiskAsync(int bytes, string[] arguments)
    {
        const string Run = """
            disk=$1; size=$2; copy=$3; shift 3
            mount -t tmpfs -o "size=$size" none "$disk" || exit 77
            "$@" --output "$disk/out.png"
            code=$?
            cp "$disk"/* "$disk"/.[!.]* "$copy" 2>/dev/null
            exit $code
            """;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux gives a test a small disk of its own.");
        string disk = Directory.CreateDirectory(_folder.PathOf("disk")).FullName, copy = Directory.CreateDirectory(_folder.PathOf("copy")).FullName;
        string[] program = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", Run, "sh", disk, $"{bytes}", copy];
        CommandResult result;
        try
        {
            result = await PalimpsestCommand.ResultOfAsync(PalimpsestCommand.StartWithin(program, arguments));
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no 'unshare' here to mount a small disk with.");
            throw;
        }

        Assert.SkipWhen(
            result.ExitCode == 77 || result.Error.StartsWith("unshare:", StringComparison.Ordinal), $"This system lets a test mount nothing: {result.Error.Trim()}");
        string[] files = [.. Directory.GetFiles(copy).Select(path => Path.GetFileName(path))];
        foreach (string file in files)
        {
            File.Move(Path.Combine(copy, file), _folder.PathOf(file));
        }

        return (result, files);
    }

    private string[] Small(params string[] more) =>
        ["txt2img", "--model", model.FilePath, "--width", "64", "--height", "64", "--steps", "1", "--sampler", "Euler", .. more];
}
