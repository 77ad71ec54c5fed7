using System.CommandLine;
using Palimpsest.Checkpoints.Synthetic;

namespace Palimpsest.Cli.Commands;

/// <summary>Writes a checkpoint of synthetic weights: the size and speed of a real one, for tests and timing, without a download.</summary>
internal sealed class ModelsSynthCommand : Command, IExamples
{
    private readonly Option<string> _architecture = new("--architecture")
    {
        Description = string.Join(", ", SyntheticCheckpoint.Names) + ".",
        HelpName = "name",
        DefaultValueFactory = _ => "tiny-sd1",
    };

    private readonly Argument<string> _file = new("file") { Description = "The .safetensors file to write.", HelpName = "file" };

    public ModelsSynthCommand()
        : base("synth", "Writes a checkpoint with synthetic weights, which makes noise but takes the time of a real one.")
    {
        Add(_architecture);
        Add(_file);
        SetAction((result, cancellation) => Task.Run(() => Run(result, cancellation), CancellationToken.None));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest models synth --architecture sd15 synthetic.safetensors",
    ];

    private int Run(ParseResult result, CancellationToken cancellation)
    {
        string path = result.GetRequiredValue(_file);
        SyntheticCheckpoint.Write(result.GetRequiredValue(_architecture), path, cancellation: cancellation);
        Console.WriteLine(Path.GetFullPath(path));
        return ExitCode.Success;
    }
}
