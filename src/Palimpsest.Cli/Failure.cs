using Palimpsest.Diffusion.Jobs;

namespace Palimpsest.Cli;

/// <summary>What went wrong, as it is told: one sentence and an exit code.</summary>
internal sealed record Failure(string Message, int ExitCode)
{
    /// <summary>The exception in words, or null for one that the command does not expect and wants to see whole (PALIMPSEST_DEBUG).</summary>
    public static Failure? Of(Exception exception) => exception switch
    {
        CommandException command => new Failure(command.Message, command.ExitCode),
        _ when JobFailure.Describe(exception) is string message => Plain(message),
        _ when Environment.GetEnvironmentVariable("PALIMPSEST_DEBUG") is not null => null,
        _ => Plain($"{exception.GetType().Name}: {exception.Message} This is a defect of palimpsest; set PALIMPSEST_DEBUG=1 to see where, and report it."),
    };

    private static Failure Plain(string message) => new(message, Cli.ExitCode.Failure);
}
