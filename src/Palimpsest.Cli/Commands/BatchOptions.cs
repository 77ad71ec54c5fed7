using System.CommandLine;
using System.Globalization;
using Palimpsest.Checkpoints;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.Cli.Commands;

/// <summary>A folder of pictures in one command (webui.md 14.10).</summary>
internal sealed class BatchOptions(InpaintOptions inpaint)
{
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Of a folder: make pictures again that are there already. [default: false, a second run makes what is missing]" };
    private readonly Option<double?> _resizeBy = OptionOf.Number<double>("--resize-by", "Size of the new picture as a factor of the picture's own, instead of --width and --height. webui's Resize by.", 0.05, 4);
    private readonly Option<string[]> _pngInfo = new("--png-info")
    {
        Description = $"Of a folder: take this from each picture's own infotext: {string.Join(", ", PngInfo.Parameters)}. Prompts are added behind yours, the rest replaces it; a model hash is looked for beside the model and in --models-dir. May be given often. webui's Append png info to prompts.",
        HelpName = "parameter",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _pngInfoFolder = new("--png-info-dir") { Description = "Where the pictures with those infotexts are, under the same names, in the same sub-folders or in none. webui's PNG info directory. [default: the pictures themselves]", HelpName = "folder" };

    public void AddTo(Command command)
    {
        command.Add(_overwrite);
        command.Add(_resizeBy);
        command.Add(_pngInfo);
        command.Add(_pngInfoFolder);
        _pngInfo.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !PngInfo.Parameters.Contains(text, StringComparer.OrdinalIgnoreCase)))
            {
                result.AddError($"--png-info is '{text}'; did you mean '{NearestName.To(text, PngInfo.Parameters)}'?");
            }
        });
    }

    /// <summary>One picture's item.</summary>
    /// <exception cref="CommandException">An option is for folders alone.</exception>
    public WorkItem Single(ParseResult result, string path, Picture picture, OutputSettings settings, JobRequest job)
    {
        if (((Option[])[_pngInfo, _pngInfoFolder, _overwrite]).FirstOrDefault(result.IsGiven) is Option option)
        {
            throw new CommandException($"{option.Name} is for a folder of pictures, and '{path}' is one picture{(option == _overwrite ? ", which is always made again" : "; use --from")}.", ExitCode.Usage);
        }

        GenerationRequest request = job.Generation;

        // Here, before the model is opened: a damaged mask is told of at once.
        GenerationRequest begun = Begin(result, request, picture, path, job.WrittenInpainting);
        string stem = Path.GetFileNameWithoutExtension(path);
        return new WorkItem("", new OutputFiles(settings, $"{stem}-{request.Seed}", ScriptItem.Count(job.Script, request)), (_, _) => begun) { BaseName = stem };
    }

    /// <summary>The items of a folder that are still to be made, and how many are there already.</summary>
    /// <exception cref="CommandException">There is no picture in the folder; or the folder of infotexts is not there, or asked for nothing.</exception>
    public (IReadOnlyList<WorkItem> Items, int Finished) Folder(ParseResult result, string folder, OutputSettings settings, JobRequest request)
    {
        if (result.GetValue(_pngInfoFolder) is string infotexts)
        {
            InputFile.Existing(infotexts, "The folder of --png-info-dir");
            if (!result.IsGiven(_pngInfo))
            {
                result.RefuseIdle($"{_pngInfo.Name}: say what to take, some of {string.Join(", ", PngInfo.Parameters)}", _pngInfoFolder);
            }
        }

        IReadOnlyList<(string Source, string Name)> sources = SourceFolder.Pictures(folder, settings.Folder);
        if (sources.Count == 0)
        {
            throw new CommandException($"The folder '{folder}' has no pictures: files that end in .png, .jpg, .jpeg, .webp, .tif, .tiff, .bmp or .gif.");
        }

        List<WorkItem> items = [.. sources.Select(source => Item(result, folder, source.Source, source.Name, settings, request))];
        List<WorkItem> missing = [.. items.Where(item => result.GetValue(_overwrite) || !item.Files.AreFinished())];
        return (missing, items.Count - missing.Count);
    }

    private WorkItem Item(ParseResult result, string folder, string source, string name, OutputSettings settings, JobRequest request)
    {
        string relative = Path.GetRelativePath(folder, source);
        return new WorkItem(relative, new OutputFiles(settings, name, ScriptItem.Count(request.Script, request.Generation)), (generation, warn) =>
        {
            DecodedPicture decoded = PictureReader.Read(source);
            return Begin(result, WithPngInfo(result, request, generation, decoded, relative, warn), decoded.ToWebuiPicture(), source, request.WrittenInpainting);
        })
        {
            MayBeSkipped = true,
            BaseName = Path.GetFileNameWithoutExtension(source),
        };
    }

    private GenerationRequest Begin(ParseResult result, GenerationRequest request, Picture picture, string source, Func<Picture, Inpainting>? written)
    {
        request = inpaint.Apply(result, request with { InitPictures = [picture] }, source, written);
        if (result.GetValue(_resizeBy) is not double factor)
        {
            return request;
        }

        (int width, int height) = SourceSettings.Scaled(picture.Width, picture.Height, factor);
        return width >= 8 && height >= 8
            ? request with { Width = width, Height = height }
            : throw new GenerationException(string.Create(CultureInfo.InvariantCulture, $"--resize-by {factor} makes {width} x {height} pixels of this picture; a picture needs at least 8 x 8."));
    }

    private GenerationRequest WithPngInfo(ParseResult result, JobRequest job, GenerationRequest generation, DecodedPicture picture, string relative, Action<string> warn)
    {
        string[] wanted = result.GetValue(_pngInfo)!;
        if (wanted.Length == 0)
        {
            return generation;
        }

        if (Infotext(result.GetValue(_pngInfoFolder), picture, relative, warn) is not string infotext)
        {
            return generation;
        }

        var files = new CheckpointFiles([Path.GetDirectoryName(Path.GetFullPath(job.ModelPath))!, .. job.CheckpointFolders], HashCache.ForUser());
        GenerationRequest given = generation with { Prompt = job.PromptWithoutStyles, NegativePrompt = job.NegativePromptWithoutStyles };
        SourceSettings own = new PngInfo(wanted, files.FindByHash).Read(infotext, given, warn);
        (string prompt, string negative) = new PromptStyles(generation.KnownStyles).Apply(own.Prompt ?? given.Prompt, own.NegativePrompt ?? given.NegativePrompt, job.Styles);
        bool isJobs = own.Checkpoint is not null && Path.GetFullPath(own.Checkpoint) == Path.GetFullPath(job.ModelPath);
        return (own with { Prompt = prompt, NegativePrompt = negative, Checkpoint = isJobs ? null : own.Checkpoint }).ApplyTo(generation);
    }

    /// <summary>What a picture says of how it was made, or the one of the same name in the folder; null, with a warning, when nothing does.</summary>
    private static string? Infotext(string? folder, DecodedPicture picture, string relative, Action<string> warn)
    {
        try
        {
            string? path = folder is null ? null : PngInfo.NamesakeOf(relative, folder) ?? throw new PictureException($"'{folder}' has no picture of this name");
            return GenerationText.Read(path is null ? picture : PictureReader.Describe(path)).Text ?? throw new PictureException("the picture does not say how it was made");
        }
        catch (PictureException exception)
        {
            warn($"--png-info: {exception.Message.TrimEnd('.')}; your settings are used.");
            return null;
        }
    }
}
