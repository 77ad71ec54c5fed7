using System.CommandLine;

namespace Palimpsest.Cli.Parsing;

/// <summary>Whether a person typed an option, or its default stands there.</summary>
internal static class GivenOption
{
    public static bool IsGiven(this ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
