namespace Palimpsest.Cli;

/// <summary>The command cannot go on. The message is for the person who typed it: what happened, where, what to do.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failure) : Exception(message)
{
    public int ExitCode => exitCode;
}
