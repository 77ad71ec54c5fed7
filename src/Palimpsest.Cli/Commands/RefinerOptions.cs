using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Cli.Commands;

/// <summary>webui's refiner: a second checkpoint that finishes what the first began.</summary>
internal sealed class RefinerOptions
{
    private readonly Option<string?> _refiner = new("--refiner") { Description = "Another checkpoint that takes over on the way: a file, or a name in the model's folder. webui's Refiner, Checkpoint. [default: none]", HelpName = "checkpoint" };
    private readonly Option<PythonNumber> _switchAt = OptionOf.Parameter("--refiner-switch-at", "The part of the noise after which it takes over. webui's Switch at.", 0, 1, 0.8);

    public void AddTo(Command command)
    {
        command.Add(_refiner);
        command.Add(_switchAt);
    }

    /// <exception cref="CommandException">The switch is given without a refiner.</exception>
    public GenerationRequest Apply(ParseResult result, GenerationRequest request) =>
        result.GetValue(_refiner) is string name ? request with { Refiner = new Refiner(name, result.GetValue(_switchAt)) }
        : result.IsGiven(_switchAt) ? throw new CommandException("--refiner-switch-at needs --refiner with a checkpoint.", ExitCode.Usage)
        : request;
}
