using System.CommandLine;
using Palimpsest.Cli.Generation;
using Palimpsest.Cli.Parsing;

namespace Palimpsest.Cli.Commands;

/// <summary>Where finished pictures go, and how the result is told.</summary>
internal sealed class OutputOptions
{
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The file to write, .png or .jpg, or a folder. Several pictures get numbers. [default: a name with the seed, here]",
        HelpName = "file",
    };

    private readonly Option<int?> _quality = OptionOf.Number("--quality", "Quality of a JPEG file.", 1, 100, 80);
    private readonly Option<bool> _json = new(CommandLine.JsonOption) { Description = "Print the result as one JSON document and nothing else." };

    public void AddTo(Command command)
    {
        command.Add(_output);
        command.Add(_quality);
        command.Add(_json);
    }

    public OutputFiles Files(ParseResult result, string name, int count) => new(result.GetValue(_output), name, count, result.GetValue(_quality)!.Value);

    public bool IsJson(ParseResult result) => result.GetValue(_json);
}
