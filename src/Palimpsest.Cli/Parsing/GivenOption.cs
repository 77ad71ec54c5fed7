using System.CommandLine;

namespace Palimpsest.Cli.Parsing;

/// <summary>Whether a person typed an option, or its default stands there.</summary>
internal static class GivenOption
{
    public static bool IsGiven(this ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>Refuses options that a person typed and that have no effect here.</summary>
    /// <param name="lacking">What they would need, as the message calls it.</param>
    /// <exception cref="CommandException">One of them is given.</exception>
    public static void RefuseIdle(this ParseResult result, string lacking, params IEnumerable<Option> options)
    {
        if (options.FirstOrDefault(result.IsGiven) is Option idle)
        {
            throw new CommandException($"{idle.Name} does nothing without {lacking}.", ExitCode.Usage);
        }
    }
}
