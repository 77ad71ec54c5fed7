using System.CommandLine;

namespace Palimpsest.Cli.Commands;

/// <summary>Says what is in a checkpoint or a picture.</summary>
internal sealed class InfoCommand : Command, IExamples
{
    private readonly Argument<string> _file = new("file") { Description = "A checkpoint, or a picture made by Stable Diffusion.", HelpName = "file" };
    private readonly Option<bool> _json = new(CommandLine.JsonOption) { Description = "Print the result as one JSON document and nothing else." };

    public InfoCommand()
        : base("info", "Says what is in a checkpoint or a picture.")
    {
        Add(_file);
        Add(_json);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest info model.safetensors",
        "palimpsest info out.png --json",
    ];

    private int Run(ParseResult result)
    {
        string path = InputFile.Existing(result.GetRequiredValue(_file), "The file");
        throw new CommandException($"'{path}' is neither a checkpoint nor a picture.");
    }
}
