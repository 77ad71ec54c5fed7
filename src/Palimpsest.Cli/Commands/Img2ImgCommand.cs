using System.CommandLine;
using Palimpsest.Cli.Jobs;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;

namespace Palimpsest.Cli.Commands;

/// <summary>Turns a picture and a prompt into a new picture.</summary>
internal sealed class Img2ImgCommand : Command, IExamples
{
    private readonly Argument<string> _picture = new("picture") { Description = "The picture to begin with, PNG, JPEG or WebP; or a folder of pictures.", HelpName = "picture" };
    private readonly GenerationOptions _options = new(withPicture: true);
    private readonly InpaintOptions _inpaint = new();
    private readonly ScriptOptions _scripts = new(txt2Img: false);
    private readonly BatchOptions _batch;
    private readonly PreviewOptions _preview = new();
    private readonly OutputOptions _output = new();

    public Img2ImgCommand()
        : base("img2img", "Turns a picture and a prompt into a new picture.")
    {
        _batch = new BatchOptions(_inpaint);
        Add(_picture);
        _options.AddTo(this);
        _inpaint.AddTo(this);
        _scripts.AddTo(this);
        _batch.AddTo(this);
        _preview.AddTo(this);
        _output.AddTo(this);
        SetAction((result, cancellation) => Task.Run(() => Run(result, cancellation), CancellationToken.None));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest img2img photo.jpg --model model.safetensors --prompt \"a watercolour\" --output out.png",
        "palimpsest img2img photo.jpg -m model.safetensors -p \"a watercolour\" -n \"blurry\" --denoise 0.65 --cfg 11 --steps 20 --sampler \"DPM++ 2M\" --scheduler Karras --seed 42",
        "palimpsest img2img photo.jpg -m model.safetensors -p \"a watercolour\" --resize-mode crop --width 768 --height 512 --batch-count 4 --json",
        "palimpsest img2img photo.jpg -m model.safetensors -p \"a red flower\" --mask mask.png --inpaint-area masked --inpaint-content fill --mask-blur 8",
        "palimpsest img2img photo.jpg -m model.safetensors -p \"a watercolour\" --script loopback --loops 3 --final-denoise 0.4 --curve lazy",
        "palimpsest img2img photo.jpg -m model.safetensors -p \"a meadow\" --script outpaint-mk2 --expand 128 --directions left,right --denoise 0.8 --sampler \"Euler a\" --steps 80",
        "palimpsest img2img photos -m model.safetensors -p \"a watercolour\" --resize-by 1 --output paintings",
        "palimpsest img2img photo.jpg -m model.safetensors --from made.png --denoise 0.4",
    ];

    private int Run(ParseResult result, CancellationToken cancellation)
    {
        string path = InputFile.Existing(result.GetRequiredValue(_picture), "The picture");
        _inpaint.Check(result);
        return Directory.Exists(path) ? RunFolder(result, path, cancellation) : RunPicture(result, path, cancellation);
    }

    private int RunPicture(ParseResult result, string path, CancellationToken cancellation)
    {
        OutputSettings settings = _output.Settings(result);

        // Before the model: a damaged picture is told of at once.
        Picture picture = PictureReader.Read(path).ToWebuiPicture();
        JobRequest request = _inpaint.Tell(result, _options.Read(result)) with { Preview = _preview.Read(result), Grid = _output.Grid(result), Script = _scripts.Read(result) };
        var journal = JobJournal.Open(result, settings.Folder);
        request = journal.Resume(request);
        WorkItem item = _batch.Single(result, path, picture, settings, request);
        return new GenerationJob(request, [item], journal, _output.IsJson(result), _output.ShowsTimes(result)).Run(cancellation);
    }

    private int RunFolder(ParseResult result, string path, CancellationToken cancellation)
    {
        if (!_output.IsGiven(result))
        {
            throw new CommandException("A folder of pictures needs --output with a folder for the results.", ExitCode.Usage);
        }

        OutputSettings settings = _output.Settings(result, isFolder: true);
        JobRequest request = _inpaint.Tell(result, _options.Read(result)) with { Preview = _preview.Read(result), Grid = _output.Grid(result), Script = _scripts.Read(result) };
        var journal = JobJournal.Open(result, settings.Folder);
        request = journal.Resume(request);
        (IReadOnlyList<WorkItem> items, int finished) = _batch.Folder(result, path, settings, request);
        if (finished > 0)
        {
            Console.Error.WriteLine($"{finished} of {finished + items.Count} are there already and stay; --overwrite makes them again.");
        }

        return new GenerationJob(request, items, journal, _output.IsJson(result), _output.ShowsTimes(result)).Run(cancellation);
    }
}
