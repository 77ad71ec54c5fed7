using System.CommandLine;
using Palimpsest.Cli.Generation;

namespace Palimpsest.Cli.Commands;

/// <summary>Turns a picture and a prompt into a new picture.</summary>
internal sealed class Img2ImgCommand : Command, IExamples
{
    private readonly Argument<string> _picture = new("picture") { Description = "The picture to begin with: PNG or JPEG.", HelpName = "picture" };
    private readonly GenerationOptions _options = new();
    private readonly OutputOptions _output = new();

    public Img2ImgCommand()
        : base("img2img", "Turns a picture and a prompt into a new picture.")
    {
        Add(_picture);
        _options.AddTo(this, withPicture: true);
        _output.AddTo(this);
        SetAction((result, cancellation) => Task.Run(() => Run(result, cancellation), CancellationToken.None));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest img2img photo.jpg --model model.safetensors --prompt \"a watercolour\" --output out.png",
        "palimpsest img2img photo.jpg -m model.safetensors -p \"a watercolour\" -n \"blurry\" --denoise 0.65 --cfg 11 --steps 20 --sampler \"DPM++ 2M\" --scheduler Karras --seed 42",
        "palimpsest img2img photo.jpg -m model.safetensors -p \"a watercolour\" --resize-mode crop --width 768 --height 512 --batch-count 4 --json",
    ];

    private int Run(ParseResult result, CancellationToken cancellation)
    {
        GenerationRequest request = _options.Read(result, result.GetRequiredValue(_picture));
        OutputFiles files = _output.Files(result, name: $"{Path.GetFileNameWithoutExtension(request.PicturePath)}-{request.Seed}", request.BatchSize * request.BatchCount);
        return new GenerationJob(Engine.Create(), request, files, _output.IsJson(result)).Run(cancellation);
    }
}
