using System.CommandLine;
using Palimpsest.Cli.Jobs;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Scripts;

namespace Palimpsest.Cli.Commands;

/// <summary>Makes a picture from a prompt alone.</summary>
internal sealed class Txt2ImgCommand : Command, IExamples
{
    private readonly GenerationOptions _options = new(withPicture: false);
    private readonly HiresOptions _hires = new();
    private readonly ScriptOptions _scripts = new(txt2Img: true);
    private readonly SendToOptions _sendTo = new();
    private readonly PreviewOptions _preview = new();
    private readonly OutputOptions _output = new();

    public Txt2ImgCommand()
        : base("txt2img", "Makes a picture from a prompt alone.")
    {
        _options.AddTo(this);
        _hires.AddTo(this);
        _sendTo.AddTo(this);
        _scripts.AddTo(this);
        _preview.AddTo(this);
        _output.AddTo(this);
        SetAction((result, cancellation) => Task.Run(() => Run(result, cancellation), CancellationToken.None));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "palimpsest txt2img --model model.safetensors --prompt \"a lighthouse in a storm\" --output out.png",
        "palimpsest txt2img -m model.safetensors -p \"a lighthouse in a storm\" --sampler \"Euler a\" --steps 30 --cfg 7 --seed 42 --batch-size 2",
        "palimpsest txt2img -m model.safetensors -p \"a lighthouse\" --hires-scale 2 --hires-upscaler \"Latent (bicubic)\" --hires-denoise 0.6 --hires-steps 15",
        "palimpsest txt2img -m model.safetensors -p \"a lighthouse\" --script xyz --x \"CFG Scale: 3, 7, 11\" --y \"Sampler: Euler, DPM++ 2M\" --seed 42",
        "palimpsest txt2img -m model.safetensors -p \"a lighthouse\" --send-to img2img --then-prompt \"a watercolour of a lighthouse\" --then-denoise 0.5",
        "palimpsest txt2img -m model.safetensors --from made.png --seed 43 --output pictures --filename-pattern \"[seed]-[prompt_words]\"",
    ];

    private int Run(ParseResult result, CancellationToken cancellation)
    {
        OutputSettings settings = _output.Settings(result);
        JobRequest request = _options.Read(result) with { Preview = _preview.Read(result), Grid = _output.Grid(result), Script = ReadScript(result) };
        request = request with { Generation = _hires.Apply(result, request.Generation) };
        var journal = JobJournal.Open(result, settings.Folder);
        request = journal.Resume(request);
        int count = ScriptItem.Count(request.Script, request.Generation);
        var files = new OutputFiles(settings, $"picture-{request.Generation.Seed}", count);
        return new GenerationJob(request, [new WorkItem("", files, (job, _) => job)], journal, _output.IsJson(result), _output.ShowsTimes(result)).Run(cancellation);
    }

    private IScript? ReadScript(ParseResult result)
    {
        (IScript? script, IScript? second) = (_scripts.Read(result), _sendTo.Read(result));
        return script is not null && second is not null
            ? throw new CommandException("--script and --send-to cannot be combined: run them one after the other.", ExitCode.Usage)
            : script ?? second;
    }
}
