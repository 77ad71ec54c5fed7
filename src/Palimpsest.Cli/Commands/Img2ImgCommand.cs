using System.CommandLine;
using Palimpsest.Cli.Jobs;
using Palimpsest.Imaging;

namespace Palimpsest.Cli.Commands;

/// <summary>Turns a picture and a prompt into a new picture.</summary>
internal sealed class Img2ImgCommand : Command, IExamples
{
    private readonly Argument<string> _picture = new("picture") { Description = "The picture to begin with: PNG or JPEG.", HelpName = "picture" };
    private readonly GenerationOptions _options = new(withPicture: true);
    private readonly OutputOptions _output = new();

    public Img2ImgCommand()
        : base("img2img", "Turns a picture and a prompt into a new picture.")
    {
        Add(_picture);
        _options.AddTo(this);
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
        _output.Check(result);
        string path = InputFile.Existing(result.GetRequiredValue(_picture), "The picture");
        JobRequest request = _options.Read(result, PictureReader.Read(path).ToWebuiPicture());
        OutputFiles files = _output.Files(result, $"{Path.GetFileNameWithoutExtension(path)}-{request.Generation.Seed}", request.Generation);
        return new GenerationJob(request, files, _output.IsJson(result), _output.ShowsTimes(result)).Run(cancellation);
    }
}
