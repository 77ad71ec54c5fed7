using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Palimpsest.Cli.Commands;

namespace Palimpsest.Cli.Parsing;

/// <summary>The usual help text with the command's examples below.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly string[] RootExamples =
    [
        "palimpsest img2img photo.jpg --model model.safetensors --prompt \"a watercolour\"",
        "palimpsest info model.safetensors",
    ];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        IReadOnlyList<string> examples = parseResult.CommandResult.Command is IExamples command ? command.Examples : RootExamples;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in examples)
        {
            output.WriteLine($"  {example}");
        }

        return code;
    }
}
