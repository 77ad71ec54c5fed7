using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Scripts;

namespace Palimpsest.Cli.Commands;

/// <summary>txt2img and img2img in one command: what the first makes, the second begins with. What is not said is as in the first.</summary>
internal sealed class SendToOptions
{
    private readonly Option<string> _sendTo = OptionOf.Text("--send-to", "img2img: make each picture once more from itself, with the options --then-…; both are saved. webui's button Send to img2img.", "img2img", Parse);
    private readonly Option<PythonNumber> _denoise = OptionOf.Parameter("--then-denoise", "How much the second job may change. webui's Denoising strength.", 0, 1, 0.75);
    private readonly Option<string?> _prompt = new("--then-prompt") { Description = "Of the second job. webui's Prompt. [default: the same]", HelpName = "text" };
    private readonly Option<string?> _negative = new("--then-negative") { Description = "Of the second job. webui's Negative prompt. [default: the same]", HelpName = "text" };
    private readonly Option<int?> _steps = OptionOf.Number<int>("--then-steps", "Of the second job. webui's Sampling steps. [default: the same]", 1, 1000);
    private readonly Option<double?> _cfg = OptionOf.Number<double>("--then-cfg", "Of the second job. webui's CFG Scale. [default: the same]", 0, 100);
    private readonly Option<int?> _width = OptionOf.Number<int>("--then-width", "Pixels of the second picture. webui's Width. [default: the same]", 64, 8192);
    private readonly Option<int?> _height = OptionOf.Number<int>("--then-height", "Pixels of the second picture. webui's Height. [default: the same]", 64, 8192);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_sendTo, _denoise, _prompt, _negative, _steps, _cfg, _width, _height])
        {
            command.Add(option);
        }
    }

    /// <summary>The second job, or null.</summary>
    /// <exception cref="CommandException">Options of a second job are given without one.</exception>
    public IScript? Read(ParseResult result)
    {
        Option[] later = [_denoise, _prompt, _negative, _steps, _cfg, _width, _height];
        if (result.GetValue(_sendTo) is null)
        {
            return later.FirstOrDefault(result.IsGiven) is Option lost
                ? throw new CommandException($"{lost.Name} is for a second job: add --send-to img2img, or leave it out.", ExitCode.Usage)
                : null;
        }

        return new SendToImg2Img(request => request with
        {
            DenoisingStrength = result.GetValue(_denoise),
            Prompt = result.GetValue(_prompt) ?? request.Prompt,
            NegativePrompt = result.GetValue(_negative) ?? request.NegativePrompt,
            Steps = result.GetValue(_steps) ?? request.Steps,
            CfgScale = result.GetValue(_cfg) is double cfg ? (cfg == Math.Floor(cfg) ? (PythonNumber)(long)cfg : cfg) : request.CfgScale,
            Width = result.GetValue(_width) ?? request.Width,
            Height = result.GetValue(_height) ?? request.Height,
        });
    }

    private static string Parse(string text) =>
        text.Equals("img2img", StringComparison.OrdinalIgnoreCase) ? text : throw new FormatException("pictures can be sent to img2img only.");
}
