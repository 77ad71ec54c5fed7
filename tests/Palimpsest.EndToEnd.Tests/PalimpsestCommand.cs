using System.Diagnostics;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Runs the built command as a process of its own, as a user's shell does.</summary>
internal static class PalimpsestCommand
{
    /// <summary>The command's assembly, built beside the tests.</summary>
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "palimpsest.dll");

    /// <summary>Runs to the end and returns what the command wrote. The test's own cancellation ends the process too.</summary>
    public static Task<CommandResult> RunAsync(params string[] arguments) => ResultOfAsync(Start(arguments));

    /// <summary>Waits for the end of a process whose streams are redirected.</summary>
    public static async Task<CommandResult> ResultOfAsync(Process started)
    {
        using Process process = started;
        using CancellationTokenRegistration kill = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>Starts the command with its streams redirected.</summary>
    public static Process Start(params string[] arguments) => StartWithin([], arguments);

    /// <summary>Starts the command through another program, whose words come before the command's own.</summary>
    public static Process StartWithin(string[] program, params string[] arguments)
    {
        string[] words = [.. program, .. Words(arguments)];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

        // The hashes of the tests' models are no business of the user's cache.
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(AppContext.BaseDirectory, "cache");
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>
    /// Starts the command so that an interrupt ends it. Shells start background jobs with interrupts ignored, and child processes inherit that; GNU's env undoes it.
    /// </summary>
    public static Process StartInterruptible(params string[] arguments) =>
        StartWithin(InheritsIgnoredInterrupt() ? ["env", "--default-signal=INT"] : [], arguments);

    /// <summary>Bit 1 of SigIgn is SIGINT: shells set it for background jobs.</summary>
    private static bool InheritsIgnoredInterrupt() =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is string line
        && (Convert.ToUInt64(line[7..].Trim(), 16) & 2) != 0;

    /// <summary>The command line as a shell would get it.</summary>
    private static string[] Words(string[] arguments) => ["dotnet", Assembly, .. arguments];
}
