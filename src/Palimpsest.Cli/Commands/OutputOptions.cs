using System.CommandLine;
using Palimpsest.Cli.Jobs;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;

namespace Palimpsest.Cli.Commands;

/// <summary>Where finished pictures go, what they are called, and how the result is told.</summary>
internal sealed class OutputOptions
{
    /// <summary>webui's samples_filename_pattern where a directory pattern is on and no other is given.</summary>
    private const string DefaultPattern = "[seed]";

    private static readonly string[] Formats = ["png", "jpg", "jpeg"];

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The file to write, .png or .jpg, or a folder. Several pictures get numbers. [default: a name with the seed, here]",
        HelpName = "file",
    };

    private readonly Option<string> _format = OptionOf.Text("--format", "Kind of files in a folder: png or jpg. webui's samples_format. [default: png]", "format", ParseFormat);
    private readonly Option<int?> _quality = OptionOf.Number("--quality", "Quality of a JPEG file. webui's jpeg_quality.", 1, 100, PictureWriter.DefaultJpegQuality);
    private readonly Option<string?> _pattern = new("--filename-pattern") { Description = "Name of files in a folder by webui's patterns, for example [seed]-[prompt_words]. webui's samples_filename_pattern. [default: none]", HelpName = "pattern" };
    private readonly Option<string?> _folderPattern = new("--directory-pattern") { Description = "Folder within the output folder, by the same patterns, for example [date]. webui's directories_filename_pattern with save_to_dirs. [default: none]", HelpName = "pattern" };
    private readonly Option<int?> _words = OptionOf.Number("--max-prompt-words", "Words that [prompt_words] takes. webui's directories_max_prompt_words.", 1, 20, FileNamePattern.DefaultMaximumWords);
    private readonly Option<bool?> _addNumber = new("--add-number") { Description = "Begin names with the folder's next number: 00012-… webui's save_images_add_number. [default: true with a pattern, else false]", HelpName = "true|false" };
    private readonly Option<string> _existing = OptionOf.Text("--existing", "When a file is there already: replace it, or keep it and add a number to the new name. webui's save_images_replace_action. [default: replace]", "replace|keep", ParseExisting);
    private readonly Option<bool> _jpegCopy = new("--jpeg-copy") { Description = "Also write large pictures as .jpg, reduced to --jpeg-copy-side. webui's export_for_4chan, on there. [default: false]" };
    private readonly Option<double?> _jpegCopyAbove = OptionOf.Number<double>("--jpeg-copy-above", "With --jpeg-copy: files of more megabytes are large. webui's img_downscale_threshold.", 0, LargeCopy.MostMegabytes, LargeCopy.DefaultMegabytes);
    private readonly Option<int?> _jpegCopySide = OptionOf.Number("--jpeg-copy-side", "With --jpeg-copy: pictures with a longer side are large. webui's target_side_length.", LargeCopy.LeastSide, LargeCopy.MostSide, LargeCopy.DefaultLongestSide);
    private readonly Option<bool> _saveText = new("--save-text") { Description = "Write the infotext beside each picture as .txt. webui's save_txt. [default: false]" };
    private readonly Option<bool> _noInfotext = new("--no-infotext") { Description = "Do not write the infotext into the pictures. webui's enable_pnginfo false. [default: false]" };
    private readonly Option<bool> _grid = new("--grid") { Description = "Also save all pictures of a job in one, where there are several. webui's grid_save. [default: false]" };
    private readonly Option<int?> _gridRows = OptionOf.Number("--grid-rows", "Rows of the grid; 0: one for each batch, -1: as many as columns. webui's n_rows.", -1, 16, -1);
    private readonly Option<bool> _gridFull = new("--grid-no-gaps") { Description = "With -1 rows: leave no cell empty. webui's grid_prevent_empty_spots. [default: false]" };
    private readonly Option<string?> _gridFormat = OptionOf.Text<string?>("--grid-format", "Kind of the grids' files: png or jpg. webui's grid_format. [default: as the pictures']", "format", ParseFormat);
    private readonly Option<bool> _gridNames = new("--grid-extended-names") { Description = "Tell in the grid's name too what --filename-pattern says, [seed] where it is not given. webui's grid_extended_filename. [default: false]" };
    private readonly Option<bool> _json = new(CommandLine.JsonOption) { Description = "Print the result as one JSON document and nothing else." };
    private readonly Option<bool> _times = new("--times") { Description = "Say on standard error where the time went; on a terminal it is always said." };

    public void AddTo(Command command)
    {
        Option[] options = [_output, _format, _quality, _pattern, _folderPattern, _words, _addNumber, _existing, _jpegCopy, _jpegCopyAbove, _jpegCopySide, _saveText, _noInfotext, _grid, _gridRows, _gridFull, _gridFormat, _gridNames, _json, _times];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    /// <param name="isFolder">The output is a folder, made if it is not there.</param>
    /// <exception cref="CommandException">The output cannot be written.</exception>
    public OutputSettings Settings(ParseResult result, bool isFolder = false)
    {
        string? pattern = result.GetValue(_pattern), folderPattern = result.GetValue(_folderPattern);
        int words = result.GetValue(_words)!.Value;
        OutputSettings place = OutputPlace.At(result.GetValue(_output), result.GetValue(_format) ?? Formats[0], isFolder);
        if (place.Name is not null && (pattern ?? folderPattern) is not null)
        {
            throw new CommandException($"--output is '{result.GetValue(_output)}', one file, but the patterns name files in a folder: give a folder, or no pattern.", ExitCode.Usage);
        }

        if (!result.GetValue(_jpegCopy))
        {
            result.RefuseIdle(_jpegCopy.Name, _jpegCopyAbove, _jpegCopySide);
        }

        pattern ??= folderPattern is null || isFolder ? null : DefaultPattern;
        return place with
        {
            Quality = result.GetValue(_quality)!.Value,
            Pattern = pattern is null ? null : new FileNamePattern(pattern, words),
            FolderPattern = folderPattern is null ? null : new FileNamePattern(folderPattern, words),
            AddNumber = result.GetValue(_addNumber) ?? (pattern is not null && !isFolder),
            KeepExisting = result.GetValue(_existing) == "keep",
            SaveText = result.GetValue(_saveText),
            LargeCopy = result.GetValue(_jpegCopy) ? new LargeCopy(result.GetValue(_jpegCopyAbove)!.Value, result.GetValue(_jpegCopySide)!.Value) : null,
            GridPattern = result.GetValue(_gridNames) ? new FileNamePattern(pattern ?? DefaultPattern, words) : null,
            GridExtension = result.GetValue(_gridFormat) is string grids ? "." + grids : null,
            WithInfotext = !result.GetValue(_noInfotext),
        };
    }

    /// <summary>How the grid is made; null when none was asked for.</summary>
    public GridSettings? Grid(ParseResult result) =>
        result.GetValue(_grid) ? new GridSettings(result.GetValue(_gridRows)!.Value, result.GetValue(_gridFull)) : null;

    public bool IsGiven(ParseResult result) => result.IsGiven(_output);

    public bool IsJson(ParseResult result) => result.GetValue(_json);

    public bool ShowsTimes(ParseResult result) => result.GetValue(_times) || !Console.IsErrorRedirected;

    private static string ParseFormat(string text) =>
        Formats.FirstOrDefault(format => format.Equals(text.TrimStart('.'), StringComparison.OrdinalIgnoreCase)) ?? throw new FormatException("it must be png, jpg or jpeg.");

    private static string ParseExisting(string text) => text.ToLowerInvariant() switch
    {
        "replace" => "replace",
        "keep" or "add number suffix" => "keep",
        _ => throw new FormatException("it must be replace or keep."),
    };
}
