namespace Palimpsest.Cli.Commands;

/// <summary>A command whose help shows how it is used.</summary>
internal interface IExamples
{
    /// <summary>Command lines that work as they stand, given the files they name.</summary>
    IReadOnlyList<string> Examples { get; }
}
