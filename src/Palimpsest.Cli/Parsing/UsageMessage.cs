using System.CommandLine;
using System.CommandLine.Parsing;
using Palimpsest.Diffusion;

namespace Palimpsest.Cli.Parsing;

/// <summary>One sentence about a wrong command line, and where to read on.</summary>
internal static class UsageMessage
{
    public static string For(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string? unknown = parsed.UnmatchedTokens.FirstOrDefault();
        Command? other = unknown is null ? null : parsed.RootCommandResult.Command.Subcommands.FirstOrDefault(sibling => sibling.Options.Any(option => option.Name == unknown));
        string message = unknown is null ? parsed.Errors[0].Message
            : other is not null ? $"{command.Name} has no {unknown}: that is an option of {other.Name}."
            : Unknown(unknown, command);
        string path = string.Join(' ', Path(parsed.CommandResult));
        return $"{message} See '{path} --help'.";
    }

    private static string Unknown(string token, Command command)
    {
        bool isOption = token.StartsWith('-');
        string[] names = isOption
            ? [.. command.Options.Where(option => !option.Hidden).Select(option => option.Name)]
            : [.. command.Subcommands.Where(subcommand => !subcommand.Hidden).Select(subcommand => subcommand.Name)];
        string what = isOption ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        return names.Length > 0
            ? $"There is no {what} '{token}'; did you mean '{NearestName.To(token, names)}'?"
            : $"The argument '{token}' is one too many; a text with spaces needs quotes.";
    }

    private static IEnumerable<string> Path(CommandResult result) =>
        result.Parent is CommandResult parent ? Path(parent).Append(result.Command.Name) : ["palimpsest"];
}
