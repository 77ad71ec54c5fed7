using System.CommandLine;
using Palimpsest.Cli.Display;
using Palimpsest.Cli.Info;

namespace Palimpsest.Cli.Commands;

/// <summary>Says what is in a checkpoint or a picture.</summary>
internal sealed class InfoCommand : Command, IExamples
{
    private readonly Argument<string> _file = new("file") { Description = "A checkpoint, or a picture made by Stable Diffusion.", HelpName = "file" };
    private readonly Option<bool> _json = new(CommandLine.JsonOption) { Description = "Print the result as one JSON document and nothing else." };

    private readonly Option<bool> _hash = new("--hash") { Description = "Also compute a checkpoint's SHA-256, by which webui names it; reads the whole file." };

    public InfoCommand()
        : base("info", "Says what is in a checkpoint or a picture.")
    {
        Add(_file);
        Add(_hash);
        Add(_json);
        SetAction((result, cancellation) => Task.Run(() => Run(result, cancellation), CancellationToken.None));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest info model.safetensors",
        "palimpsest info out.png --json",
    ];

    private int Run(ParseResult result, CancellationToken cancellation)
    {
        string path = InputFile.Existing(result.GetRequiredValue(_file), "The file");
        InfoReport report = File.Exists(path) && PictureReport.IsPicture(path) ? PictureReport.Of(path) : CheckpointReport.Of(path, result.GetValue(_hash), cancellation);
        if (result.GetValue(_json))
        {
            JsonOutput.Print(report.Document);
        }
        else
        {
            Print(report);
        }

        return ExitCode.Success;
    }

    private static void Print(InfoReport report)
    {
        Console.WriteLine(report.Title);
        int width = report.Rows.Max(row => row.Label.Length);
        foreach ((string label, string value) in report.Rows)
        {
            string indented = value.ReplaceLineEndings("\n" + new string(' ', width + 4));
            Console.WriteLine($"  {label.PadRight(width)}  {indented}");
        }
    }
}
