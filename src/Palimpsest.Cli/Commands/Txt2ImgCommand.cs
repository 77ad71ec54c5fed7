using System.CommandLine;
using Palimpsest.Cli.Jobs;

namespace Palimpsest.Cli.Commands;

/// <summary>Makes a picture from a prompt alone.</summary>
internal sealed class Txt2ImgCommand : Command, IExamples
{
    private readonly GenerationOptions _options = new(withPicture: false);
    private readonly PreviewOptions _preview = new();
    private readonly OutputOptions _output = new();

    public Txt2ImgCommand()
        : base("txt2img", "Makes a picture from a prompt alone.")
    {
        _options.AddTo(this);
        _preview.AddTo(this);
        _output.AddTo(this);
        SetAction((result, cancellation) => Task.Run(() => Run(result, cancellation), CancellationToken.None));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest txt2img --model model.safetensors --prompt \"a lighthouse in a storm\" --output out.png",
        "palimpsest txt2img -m model.safetensors -p \"a lighthouse in a storm\" --sampler \"Euler a\" --steps 30 --cfg 7 --seed 42 --batch-size 2",
        "palimpsest txt2img -m model.safetensors --from made.png --seed 43 --output pictures --filename-pattern \"[seed]-[prompt_words]\"",
    ];

    private int Run(ParseResult result, CancellationToken cancellation)
    {
        OutputSettings settings = _output.Settings(result);
        JobRequest request = _options.Read(result) with { Preview = _preview.Read(result), Grid = _output.Grid(result) };
        var files = new OutputFiles(settings, $"picture-{request.Generation.Seed}", request.Generation.BatchSize * request.Generation.BatchCount);
        return new GenerationJob(request, [new WorkItem("", files, job => job)], _output.IsJson(result), _output.ShowsTimes(result)).Run(cancellation);
    }
}
