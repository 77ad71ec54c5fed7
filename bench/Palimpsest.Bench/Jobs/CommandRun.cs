using System.Diagnostics;
using System.Text.Json;

namespace Palimpsest.Bench.Jobs;

/// <summary>One run of the built palimpsest command, in a process of its own.</summary>
/// <param name="Document">What it printed with --json.</param>
/// <param name="Time">From start to exit.</param>
/// <param name="PeakBytes">The most resident memory seen: the system's own high-water mark, read every tenth of a second until the exit.</param>
internal sealed record CommandRun(JsonElement Document, TimeSpan Time, long PeakBytes)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1);

    /// <summary>The repository this program was built in.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The built command's assembly. Its configuration is this program's own: bin/Release/net10.0.</summary>
    public static string Command { get; } = Path.Combine(
        [Repository, "src", "Palimpsest.Cli", "bin", .. AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..], "palimpsest.dll"]);

    /// <exception cref="InvalidOperationException">The command failed; it has said why on standard error.</exception>
    public static CommandRun Of(params IEnumerable<string> arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Command, .. arguments, "--json"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Repository,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(Interval))
        {
            process.Refresh();
            peak = Math.Max(peak, PeakOf(process));
        }

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return process.ExitCode == 0
            ? new CommandRun(JsonDocument.Parse(output.Result).RootElement, time, peak)
            : throw new InvalidOperationException($"palimpsest {arguments.First()} ended with exit code {process.ExitCode}.");
    }

    private static long PeakOf(Process process)
    {
        try
        {
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It has exited since it was looked at; the readings before hold.
            return 0;
        }
    }

    private static string FindRepository()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Palimpsest.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} does not lie in a clone of the repository: run the bench where it was built.");
    }
}
