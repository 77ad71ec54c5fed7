using System.CommandLine;
using Palimpsest.Cli.Jobs;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Previews;

namespace Palimpsest.Cli.Commands;

/// <summary>What a picture looks like on its way.</summary>
internal sealed class PreviewOptions
{
    private readonly Option<string?> _preview = new("--preview") { Description = "Write the latest step's picture to this file, .png or .jpg, again and again. webui's live preview.", HelpName = "file" };
    private readonly Option<int?> _every = OptionOf.Number("--preview-every", "Steps from one preview to the next. webui's show_progress_every_n_steps, 10 there.", 1, 1000, 1);
    private readonly Option<PreviewMethod> _method = OptionOf.Text("--preview-method", "How: cheap (a colour for every 8 x 8 pixels, at once), taesd (TAESD's decoder, if it is there) or full (the model's, slow). webui's show_progress_type. [default: cheap]", "cheap|taesd|full", ParseMethod);

    public void AddTo(Command command)
    {
        command.Add(_preview);
        command.Add(_every);
        command.Add(_method);
    }

    /// <summary>The file; null when none was asked for.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public PreviewFile? Read(ParseResult result)
    {
        if (result.GetValue(_preview) is not string path)
        {
            return null;
        }

        if (OutputPlace.At(path, option: "--preview").Name is null)
        {
            throw new CommandException($"--preview is '{path}', a folder; it must be the name of a .png or .jpg file.", ExitCode.Usage);
        }

        return new PreviewFile(path, result.GetValue(_every)!.Value, result.GetValue(_method));
    }

    private static PreviewMethod ParseMethod(string text) => text.ToLowerInvariant() switch
    {
        "cheap" or "approx cheap" => PreviewMethod.Cheap,
        "taesd" => PreviewMethod.Tiny,
        "full" => PreviewMethod.Full,
        _ => throw new FormatException("it must be cheap, taesd or full."),
    };
}
