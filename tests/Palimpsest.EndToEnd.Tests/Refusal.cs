namespace Palimpsest.EndToEnd.Tests;

/// <summary>How the command refuses: nothing on standard output, one sentence at the end of standard error, no trace of its insides.</summary>
internal static class Refusal
{
    /// <param name="pattern">A regular expression for the whole sentence, without the program's name.</param>
    public static void Assert(int exitCode, string pattern, CommandResult result)
    {
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Xunit.Assert.True(result.ExitCode == exitCode, $"Exit code {result.ExitCode}: {result.Error}");
        Xunit.Assert.Equal("", result.Output);
        Xunit.Assert.Matches($"^palimpsest: {pattern}$", lines[^1]);

        // What stands before is progress: "Opening the model ...".
        Xunit.Assert.All(lines[..^1], line => Xunit.Assert.EndsWith("...", line, StringComparison.Ordinal));
        Xunit.Assert.DoesNotContain("defect", result.Error, StringComparison.Ordinal);
        Xunit.Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
    }
}
