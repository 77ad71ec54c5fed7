using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Palimpsest.Cli.Display;
using Palimpsest.Cli.Parsing;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;

namespace Palimpsest.Cli.Commands;

/// <summary>Says how much memory and time a job would take, without running it.</summary>
internal sealed class PlanCommand : Command, IExamples
{
    private readonly GenerationOptions _options = new(withPicture: true);
    private readonly Option<bool> _fromText = new("--txt2img") { Description = "Plan a picture from text alone. [default: img2img]" };
    private readonly Option<bool> _json = new(CommandLine.JsonOption) { Description = "Print the result as one JSON document and nothing else." };

    public PlanCommand()
        : base("plan", "Says how much memory and time a job would take, without running it.")
    {
        _options.AddTo(this);
        Add(_fromText);
        Add(_json);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest plan --model model.safetensors --width 768 --height 768 --batch-size 2 --denoise 0.5",
        "palimpsest plan --model model.safetensors --txt2img --steps 30 --json",
    ];

    private int Run(ParseResult result)
    {
        JobRequest request = _options.Read(result);
        using var device = new CpuDevice(request.Threads ?? 0);
        using CheckpointShelf shelf = CheckpointShelf.Of(request, device, hashes: null);
        var warnings = new Warnings();
        ResidentModel own = shelf.Own(request.ModelPath, request.VaePath, warnings, CancellationToken.None);
        GenerationEstimate estimate = own.Generator.Estimate(request.Generation, isImg2Img: !result.GetValue(_fromText), warnings);
        if (result.GetValue(_json))
        {
            JsonOutput.Print(Document(estimate, device));
        }
        else
        {
            Print(estimate, device);
        }

        return ExitCode.Success;
    }

    private static void Print(GenerationEstimate estimate, CpuDevice device)
    {
        int width = estimate.Memory.Max(part => part.Part.Length);
        foreach ((string part, long bytes) in estimate.Memory.Append(("together", estimate.TotalBytes)))
        {
            Console.WriteLine($"{part.PadRight(width)}  {MemorySize.Format(bytes),11}");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"about {Duration(estimate.Time)} with {device.Threads} threads of {device.InstructionSet}: {estimate.ModelCalls} steps, {estimate.Operations / 1e12:0.0} tera-operations"));
    }

    /// <summary>Says what is left out of the plan.</summary>
    private sealed class Warnings : IGenerationObserver
    {
        public void Warning(string message) => Console.Error.WriteLine($"palimpsest: warning: {message}");

        public void Stage(string name)
        {
        }

        public void Progress(double steps, int totalSteps)
        {
        }

        public void Finished(GeneratedPicture picture)
        {
        }
    }

    private static string Duration(TimeSpan time) => time.TotalMinutes < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min");

    private static JsonObject Document(GenerationEstimate estimate, CpuDevice device) => new()
    {
        ["bytes"] = estimate.TotalBytes,
        ["parts"] = new JsonArray([.. estimate.Memory.Select(part => (JsonNode)new JsonObject { ["name"] = part.Part, ["bytes"] = part.Bytes })]),
        ["seconds"] = Math.Round(estimate.Time.TotalSeconds, 3),
        ["model_calls"] = estimate.ModelCalls,
        ["operations"] = estimate.Operations,
        ["threads"] = device.Threads,
        ["instruction_set"] = device.InstructionSet,
    };
}
