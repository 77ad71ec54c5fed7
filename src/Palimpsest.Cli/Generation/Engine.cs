namespace Palimpsest.Cli.Generation;

/// <summary>The engine behind the commands.</summary>
internal static class Engine
{
    public static IEngine Create() => throw new CommandException("This build has no engine yet.");
}
