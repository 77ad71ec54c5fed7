using System.CommandLine;

namespace Palimpsest.Cli.Commands;

/// <summary>Things to do with model files, for people who work on palimpsest.</summary>
internal sealed class ModelsCommand : Command
{
    public ModelsCommand()
        : base("models", "Things to do with model files.")
    {
        Hidden = true;
        Add(new ModelsSynthCommand());
    }
}
