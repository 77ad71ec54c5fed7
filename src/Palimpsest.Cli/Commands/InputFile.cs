namespace Palimpsest.Cli.Commands;

/// <summary>Files named on the command line.</summary>
internal static class InputFile
{
    /// <summary>The path, if a file (or a model's folder) is there.</summary>
    public static string Existing(string path, string what) => File.Exists(path) || Directory.Exists(path)
        ? path
        : throw new CommandException($"{what} '{path}' does not exist in '{Environment.CurrentDirectory}'; check the name.");
}
