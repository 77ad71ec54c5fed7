using System.Diagnostics;
using Palimpsest.TestKit;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>The scripts at the repository's root. They may build first, which takes a while.</summary>
[Trait("Category", "Long")]
public sealed class ScriptTests
{
    [Fact]
    public async Task The_script_works_from_any_folder_and_hands_on_arguments_and_exit_code()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The shell script is for Unix; palimpsest.cmd is Windows' own.");
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("sh") { WorkingDirectory = folder.PathOf(""), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[Path.Combine(Reference.Repository, "palimpsest"), "txt2img", "--model", "no such model", "--prompt", "a  b"])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, ""), (process.ExitCode, await output));
        Assert.EndsWith("check the name.", (await error).Trim(), StringComparison.Ordinal);
    }
}
