using System.Diagnostics;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Runs the built command as a process of its own, as a user's shell does.</summary>
internal static class PalimpsestCommand
{
    /// <summary>The command's assembly, built beside the tests.</summary>
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "palimpsest.dll");

    /// <summary>Runs to the end and returns what the command wrote. The test's own cancellation ends the process too.</summary>
    public static async Task<CommandResult> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        using CancellationTokenRegistration kill = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>Starts the command with its streams redirected.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Assembly);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The hashes of the tests' models are no business of the user's cache.
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(AppContext.BaseDirectory, "cache");
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
