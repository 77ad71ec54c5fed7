using System.CommandLine;
using Palimpsest.Cli.Jobs;

namespace Palimpsest.Cli.Commands;

/// <summary>Makes a picture from a prompt alone.</summary>
internal sealed class Txt2ImgCommand : Command, IExamples
{
    private readonly GenerationOptions _options = new(withPicture: false);
    private readonly OutputOptions _output = new();

    public Txt2ImgCommand()
        : base("txt2img", "Makes a picture from a prompt alone.")
    {
        _options.AddTo(this);
        _output.AddTo(this);
        SetAction((result, cancellation) => Task.Run(() => Run(result, cancellation), CancellationToken.None));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest txt2img --model model.safetensors --prompt \"a lighthouse in a storm\" --output out.png",
        "palimpsest txt2img -m model.safetensors -p \"a lighthouse in a storm\" --sampler \"Euler a\" --steps 30 --cfg 7 --seed 42 --batch-size 2",
    ];

    private int Run(ParseResult result, CancellationToken cancellation)
    {
        _output.Check(result);
        JobRequest request = _options.Read(result);
        OutputFiles files = _output.Files(result, $"picture-{request.Generation.Seed}", request.Generation);
        return new GenerationJob(request, files, _output.IsJson(result), _output.ShowsTimes(result)).Run(cancellation);
    }
}
