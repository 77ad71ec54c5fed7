using System.CommandLine;
using System.Globalization;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Generation.Repetition;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.Cli.Commands;

/// <summary>A folder of pictures in one command (webui.md 14.10).</summary>
internal sealed class BatchOptions(InpaintOptions inpaint)
{
    private static readonly string[] Parameters = ["Prompt", "Negative prompt", "Seed", "CFG scale", "Sampler", "Steps"];

    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Of a folder: make pictures again that are there already. [default: false, a second run makes what is missing]" };
    private readonly Option<double?> _resizeBy = OptionOf.Number<double>("--resize-by", "Size of the new picture as a factor of the picture's own, instead of --width and --height. webui's Resize by.", 0.05, 4);
    private readonly Option<string[]> _pngInfo = new("--png-info")
    {
        Description = $"Of a folder: take this from each picture's own infotext: {string.Join(", ", Parameters)}. Prompts are added behind yours, the rest replaces it. May be given often. webui's Append png info to prompts.",
        HelpName = "parameter",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _pngInfoFolder = new("--png-info-dir") { Description = "Where the pictures with those infotexts are, under the same names. webui's PNG info directory. [default: the pictures themselves]", HelpName = "folder" };

    public void AddTo(Command command)
    {
        command.Add(_overwrite);
        command.Add(_resizeBy);
        command.Add(_pngInfo);
        command.Add(_pngInfoFolder);
        _pngInfo.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !Parameters.Contains(text, StringComparer.OrdinalIgnoreCase)))
            {
                result.AddError($"--png-info is '{text}'; did you mean '{NearestName.To(text, Parameters)}'?");
            }
        });
    }

    /// <summary>One picture's item.</summary>
    public WorkItem Single(ParseResult result, string path, Picture picture, OutputSettings settings, JobRequest job)
    {
        GenerationRequest request = job.Generation;

        // Here, before the model is opened: a damaged mask is told of at once.
        GenerationRequest begun = Begin(result, request, picture, path, job.WrittenInpainting);
        string stem = Path.GetFileNameWithoutExtension(path);
        return new WorkItem("", new OutputFiles(settings, $"{stem}-{request.Seed}", ScriptItem.Count(job.Script, request)), _ => begun) { BaseName = stem };
    }

    /// <summary>The items of a folder that are still to be made, and how many are there already.</summary>
    /// <exception cref="CommandException">There is no picture in the folder.</exception>
    public (IReadOnlyList<WorkItem> Items, int Finished) Folder(ParseResult result, string folder, OutputSettings settings, JobRequest request)
    {
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
        return new WorkItem(relative, new OutputFiles(settings, name, ScriptItem.Count(request.Script, request.Generation)), job =>
        {
            DecodedPicture decoded = PictureReader.Read(source);
            return Begin(result, WithPngInfo(result, job, decoded, relative), decoded.ToWebuiPicture(), source, request.WrittenInpainting);
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

        (int width, int height) = ((int)(picture.Width * factor), (int)(picture.Height * factor));
        return width >= 8 && height >= 8
            ? request with { Width = width, Height = height }
            : throw new GenerationException(string.Create(CultureInfo.InvariantCulture, $"--resize-by {factor} makes {width} x {height} pixels of this picture; a picture needs at least 8 x 8."));
    }

    private GenerationRequest WithPngInfo(ParseResult result, GenerationRequest request, DecodedPicture picture, string relative)
    {
        string[] wanted = result.GetValue(_pngInfo)!;
        if (wanted.Length == 0)
        {
            return request;
        }

        string? folder = result.GetValue(_pngInfoFolder);
        string? infotext = GenerationText.Read(folder is null ? picture : PictureReader.Read(Path.Combine(folder, relative))).Text;
        if (infotext is null)
        {
            return request;
        }

        GenerationRequest written = InfotextRequestReader.Read(infotext, isImg2Img: true).Request;
        bool Takes(string parameter) => wanted.Contains(parameter, StringComparer.OrdinalIgnoreCase);
        return request with
        {
            Prompt = Takes("Prompt") ? $"{request.Prompt} {written.Prompt}" : request.Prompt,
            NegativePrompt = Takes("Negative prompt") ? $"{request.NegativePrompt} {written.NegativePrompt}" : request.NegativePrompt,
            Seed = Takes("Seed") && written.Seed >= 0 ? written.Seed : request.Seed,
            CfgScale = Takes("CFG scale") ? written.CfgScale : request.CfgScale,
            Sampler = Takes("Sampler") ? written.Sampler : request.Sampler,
            Scheduler = Takes("Sampler") ? written.Scheduler : request.Scheduler,
            Steps = Takes("Steps") ? written.Steps : request.Steps,
        };
    }
}
