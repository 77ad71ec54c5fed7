using System.CommandLine;
using Palimpsest.Cli.Jobs;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Cli.Commands;

/// <summary>Where finished pictures go, and how the result is told.</summary>
internal sealed class OutputOptions
{
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The file to write, .png or .jpg, or a folder. Several pictures get numbers. [default: a name with the seed, here]",
        HelpName = "file",
    };

    private readonly Option<int?> _quality = OptionOf.Number("--quality", "Quality of a JPEG file.", 1, 100, PictureWriter.DefaultJpegQuality);
    private readonly Option<bool> _json = new(CommandLine.JsonOption) { Description = "Print the result as one JSON document and nothing else." };

    private readonly Option<bool> _times = new("--times") { Description = "Say on standard error where the time went; on a terminal it is always said." };

    public void AddTo(Command command)
    {
        command.Add(_output);
        command.Add(_quality);
        command.Add(_json);
        command.Add(_times);
    }

    /// <summary>Whether finished pictures can be written there; asked before anything is read.</summary>
    /// <exception cref="CommandException">They cannot.</exception>
    public void Check(ParseResult result) => OutputFiles.Check(result.GetValue(_output));

    /// <param name="name">A file's name without extension, where the command line does not say one.</param>
    public OutputFiles Files(ParseResult result, string name, GenerationRequest request) =>
        new(result.GetValue(_output), name, request.BatchSize * request.BatchCount, result.GetValue(_quality)!.Value);

    public bool IsJson(ParseResult result) => result.GetValue(_json);

    public bool ShowsTimes(ParseResult result) => result.GetValue(_times) || !Console.IsErrorRedirected;
}
