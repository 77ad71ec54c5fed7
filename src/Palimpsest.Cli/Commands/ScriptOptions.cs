using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;

namespace Palimpsest.Cli.Commands;

/// <summary>webui's scripts, chosen by <c>--script</c>; an option belongs to the scripts that its description begins with.</summary>
internal sealed class ScriptOptions
{
    private readonly bool _txt2Img;
    private readonly Option<string> _script;
    private readonly XyzOptions _xyz;
    private readonly OutpaintingOptions _outpainting = new();
    private readonly AlternativeOptions _alternative = new();
    private readonly Option<bool> _atStart = new("--matrix-at-start") { Description = "matrix: webui's Put variable parts at start of prompt. [default: false]" };
    private readonly Option<bool> _differentSeeds = new("--matrix-different-seeds") { Description = "matrix: webui's Use different seed for each picture. [default: false]" };
    private readonly Option<bool> _ofNegative = new("--matrix-negative") { Description = "matrix: of the negative prompt; webui's Select prompt. [default: false]" };
    private readonly Option<bool> _withSpace = new("--matrix-space") { Description = "matrix: join parts by a space, not a comma; webui's Select joining char. [default: false]" };
    private readonly Option<string?> _prompts = new("--prompts") { Description = "prompts-file: the file, a prompt or options a line (--prompt \"a dog\" --steps 30); webui's List of prompt inputs.", HelpName = "file" };
    private readonly Option<bool> _iterate = new("--iterate-seed") { Description = "prompts-file: webui's Iterate seed every line. [default: false]" };
    private readonly Option<bool> _same = new("--same-seed") { Description = "prompts-file: webui's Use same random seed for all lines. [default: false]" };
    private readonly Option<bool> _atEnd = new("--prompts-at-end") { Description = "prompts-file: behind --prompt, not before it; webui's Insert prompts at the. [default: false]" };
    private readonly Option<int?> _loops = OptionOf.Number("--loops", "loopback: webui's Loops.", 1, 32, 4);
    private readonly Option<double?> _final = OptionOf.Number<double>("--final-denoise", "loopback: webui's Final denoising strength.", 0, 1, 0.5);
    private readonly Option<LoopbackCurve?> _curve = OptionOf.Text("--curve", "loopback: aggressive, linear or lazy; webui's Denoising strength curve. [default: linear]", "curve", ParseCurve);
    private readonly Option<string> _caption = OptionOf.Text(
        "--append-interrogated", "loopback: None. CLIP and DeepBooru need an interrogator, which is not built. webui's Append interrogated prompt at each iteration. [default: None]", "name", ParseCaption);

    private readonly Option<int?> _overlap = OptionOf.Number("--tile-overlap", "sd-upscale: webui's Tile overlap.", 0, 256, 64);
    private readonly Option<string?> _tileUpscaler = new("--tile-upscaler") { Description = "sd-upscale: None, Lanczos or Nearest; webui's Upscaler. [default: None, which does not enlarge]", HelpName = "name" };
    private readonly Option<double?> _scale = OptionOf.Number<double>("--scale-factor", "sd-upscale: webui's Scale Factor.", 1, 4, 2.0);

    /// <param name="txt2Img">Only with scripts that need no picture.</param>
    public ScriptOptions(bool txt2Img)
    {
        _txt2Img = txt2Img;
        _xyz = new XyzOptions(txt2Img);
        string[] names = Names;
        _script = OptionOf.Text("--script", $"{string.Join(", ", names)}: webui's scripts.", "name", text =>
            names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"did you mean '{NearestName.To(text, names)}'?"));
    }

    private string[] Names => _txt2Img
        ? ["xyz", "matrix", "prompts-file"]
        : ["xyz", "matrix", "prompts-file", "loopback", "sd-upscale", "outpaint-mk2", "poor-outpaint", "img2img-alt"];

    public void AddTo(Command command)
    {
        command.Add(_script);
        _xyz.AddTo(command);
        Option[] always = [_atStart, _differentSeeds, _ofNegative, _withSpace, _prompts, _iterate, _same, _atEnd];
        foreach (Option option in _txt2Img ? always : [.. always, _loops, _final, _curve, _caption, _overlap, _tileUpscaler, _scale])
        {
            command.Add(option);
        }

        if (!_txt2Img)
        {
            _outpainting.AddTo(command);
            _alternative.AddTo(command);
        }
    }

    /// <summary>The script, or null for a plain job.</summary>
    /// <exception cref="CommandException">An argument of the script is missing or wrong.</exception>
    public IScript? Read(ParseResult result) => result.GetValue(_script) switch
    {
        "xyz" => _xyz.Read(result),
        "matrix" => new PromptMatrix
        {
            PartsAtStart = result.GetValue(_atStart),
            DifferentSeeds = result.GetValue(_differentSeeds),
            OfNegativePrompt = result.GetValue(_ofNegative),
            JoinWithSpace = result.GetValue(_withSpace),
            Margin = _xyz.Margin(result),
        },
        "prompts-file" => new PromptsFromFile
        {
            IterateSeed = result.GetValue(_iterate),
            SameRandomSeed = result.GetValue(_same),
            InsertAtEnd = result.GetValue(_atEnd),
            Text = File.ReadAllText(InputFile.Existing(
                result.GetValue(_prompts) ?? throw new CommandException("--script prompts-file needs --prompts with a text file.", ExitCode.Usage), "The file of prompts")),
        },
        "loopback" => new Loopback
        {
            Loops = result.GetValue(_loops)!.Value,
            FinalDenoisingStrength = result.GetValue(_final)!.Value,
            Curve = result.GetValue(_curve) ?? LoopbackCurve.Linear,
        },
        "sd-upscale" => new SdUpscale
        {
            TileOverlap = result.GetValue(_overlap)!.Value,
            Upscaler = result.GetValue(_tileUpscaler) ?? "None",
            ScaleFactor = result.GetValue(_scale)!.Value,
        },
        "outpaint-mk2" => _outpainting.Mk2(result),
        "poor-outpaint" => _outpainting.PoorMans(result),
        "img2img-alt" => _alternative.Read(result),
        _ => null,
    };

    private static string ParseCaption(string text) => text.ToLowerInvariant() switch
    {
        "none" => text,
        "clip" or "deepbooru" => throw new FormatException("no interrogator is built that could tell what is in a picture, so it can only be None: write what you see into --prompt."),
        _ => throw new FormatException("it must be None, CLIP or DeepBooru, of which only None is built."),
    };

    private static LoopbackCurve? ParseCurve(string text) =>
        Enum.TryParse(text, ignoreCase: true, out LoopbackCurve curve) && Enum.IsDefined(curve) ? curve : throw new FormatException("it must be aggressive, linear or lazy.");
}
