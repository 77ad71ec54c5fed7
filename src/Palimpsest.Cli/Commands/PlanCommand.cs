using System.CommandLine;
using System.Text.Json.Nodes;
using Palimpsest.Cli.Display;
using Palimpsest.Cli.Generation;
using Palimpsest.Cli.Parsing;

namespace Palimpsest.Cli.Commands;

/// <summary>Says how much memory a job would take, without running it.</summary>
internal sealed class PlanCommand : Command, IExamples
{
    private readonly GenerationOptions _options = new();
    private readonly Option<bool> _json = new(CommandLine.JsonOption) { Description = "Print the result as one JSON document and nothing else." };

    public PlanCommand()
        : base("plan", "Says how much memory a job would take, without running it.")
    {
        _options.AddTo(this, withPicture: false);
        Add(_json);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest plan --model model.safetensors --width 768 --height 768 --batch-size 2",
    ];

    private int Run(ParseResult result)
    {
        IReadOnlyList<MemoryPart> parts = Engine.Create().Plan(_options.Read(result));
        long total = parts.Sum(part => part.Bytes);
        if (result.GetValue(_json))
        {
            var document = new JsonObject
            {
                ["bytes"] = total,
                ["parts"] = new JsonArray([.. parts.Select(part => (JsonNode)new JsonObject { ["name"] = part.Name, ["bytes"] = part.Bytes })]),
            };
            JsonOutput.Print(document);
            return ExitCode.Success;
        }

        int width = parts.Max(part => part.Name.Length);
        foreach (MemoryPart part in parts.Append(new MemoryPart("together", total)))
        {
            Console.WriteLine($"{part.Name.PadRight(width)}  {MemorySize.Format(part.Bytes),10}");
        }

        return ExitCode.Success;
    }
}
