using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Generation.Masking;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Inputs;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Jobs.Requests;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.Settings;
using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.Components.State;

/// <summary>Makes of what is set on a page the request that all ways into the program share.</summary>
public sealed class FormRequest(InputPictures inputs, BatchFolders folders, GivenPictures given, ISettingsStore settings, IModelShelf shelf)
{
    /// <summary>The request of the img2img page.</summary>
    /// <exception cref="StudioRequestException">Something is missing or out of range; the message says what to do.</exception>
    /// <param name="reading">Told how many pictures of a batch are read, and of how many.</param>
    public StudioRequest Img2Img(StudioForm form, IProgress<(int Done, int All)>? reading = null)
    {
        StudioRequest request = Whole(form, Common(form) with
        {
            ResizeMode = form.ResizeMode,
            DenoisingStrength = Number(form.Denoising),
            ImageCfgScale = Number(form.ImageCfg),
        }) with
        { Tag = PageTag.Img2Img };
        return WithScript(form, form.Tab == ImageTab.Batch ? Batch(form, request, reading) : WithPicture(form, request), txt2Img: false);
    }

    /// <summary>The request of the txt2img page.</summary>
    /// <exception cref="StudioRequestException">Something is missing or out of range; the message says what to do.</exception>
    public StudioRequest Txt2Img(StudioForm form) => WithScript(form, Whole(form, Common(form) with
    {
        DenoisingStrength = Number(form.HiresDenoising),
        Hires = !form.Hires ? null : new HiresFix
        {
            Scale = Number(form.HiresScale),
            ResizeWidth = form.HiresWidth,
            ResizeHeight = form.HiresHeight,
            Upscaler = form.HiresUpscaler,
            Steps = form.HiresSteps,
            Checkpoint = Own(form.HiresModel),
            Sampler = Own(form.HiresSampler),
            Scheduler = Own(form.HiresScheduler),
            Prompt = form.HiresPrompt,
            NegativePrompt = form.HiresNegativePrompt,
        },
    }) with
    { Tag = PageTag.Txt2Img }, txt2Img: true);

    /// <summary>The same with every strength and every CFG scale, in one picture with a legend.</summary>
    public static StudioRequest Compared(StudioRequest request, IReadOnlyList<double> strengths, IReadOnlyList<double> scales) => request with
    {
        Generation = request.Generation with { BatchCount = 1, BatchSize = 1 },
        Script = new XyzPlot
        {
            X = new XyzValuesGiven(XyzAxes.Find("Denoising", txt2Img: false), Csv(strengths)),
            Y = new XyzValuesGiven(XyzAxes.Find("CFG Scale", txt2Img: false), Csv(scales)),
            IncludeCells = true,
        },
    };

    private static string? Own(string name) => name.Length == 0 ? null : name;

    private GenerationRequest Common(StudioForm form) => new()
    {
        Prompt = form.Prompt,
        NegativePrompt = form.NegativePrompt,
        Settings = settings.Generation,
        CfgScale = Number(form.Cfg),
        Steps = form.Steps,
        Sampler = form.Sampler,
        Scheduler = form.Scheduler,
        Seed = form.Seed,
        Subseed = form.SeedExtras ? form.Subseed : -1,
        SubseedStrength = Number(form.SeedExtras ? form.SubseedStrength : 0),
        SeedResizeFromWidth = form.SeedExtras ? form.SeedWidth : 0,
        SeedResizeFromHeight = form.SeedExtras ? form.SeedHeight : 0,
        Width = form.Width,
        Height = form.Height,
        BatchSize = form.BatchSize,
        BatchCount = form.BatchCount,
        Tiling = form.Tiling,
        Refiner = form.Refiner.Length == 0 ? null : new Refiner(form.Refiner, Number(form.RefinerSwitch)),
    };

    private static StudioRequest Whole(StudioForm form, GenerationRequest generation) => new()
    {
        Generation = generation,
        Checkpoint = form.Model.Length == 0 ? null : form.Model,
        Styles = form.Styles,
        Origin = PageTag.Origin,
    };

    /// <summary>With the chosen script, read as the API reads it.</summary>
    private static StudioRequest WithScript(StudioForm form, StudioRequest request, bool txt2Img)
    {
        if (ScriptTable.OfPage(txt2Img).FirstOrDefault(known => known.Name == form.Script) is not WebUIScript script)
        {
            return request;
        }

        IScript? read = ScriptReader.Read(script.Name, new ScriptValues(form, script).All, txt2Img);
        if (read is XyzPlot plot)
        {
            CheckPlot(plot, request);
        }

        return request with { Script = read };
    }

    /// <summary>A wrong value of an axis is told while its field is at hand, not when the job's turn comes.</summary>
    private static void CheckPlot(XyzPlot plot, StudioRequest request)
    {
        try
        {
            plot.Check(request.Sources.Count > 0 ? request.Generation with { InitPictures = [request.Sources[0].Picture.Read()] } : request.Generation);
        }
        catch (GenerationException exception)
        {
            string? axis = new[] { "X", "Y", "Z" }.FirstOrDefault(letter => exception.Message.StartsWith($"{plot.Title}: {letter} ", StringComparison.Ordinal));
            throw new StudioRequestException(exception.Message, axis is null ? SettingTable.Script.Id : $"script-{axis.ToLowerInvariant()}-values", exception);
        }
    }

    private StudioRequest WithPicture(StudioForm form, StudioRequest request)
    {
        ChosenPicture chosen = form.Picture ?? throw new StudioRequestException("There is no picture to begin with: drop one on the page, or choose a sample.", "init_images");
        Picture picture = inputs.Read(chosen);
        Picture? layer = form.Layer is null ? null : inputs.Read(form.Layer);
        (int width, int height) = form.Size;
        GenerationRequest sized = request.Generation with { Width = width, Height = height };
        return request with
        {
            Parents = chosen.GalleryId is long parent ? [parent] : [],
            Generation = form.Tab switch
            {
                ImageTab.Sketch => sized with { InitPictures = [PaintedPicture.Sketch(picture, layer)] },
                ImageTab.Inpaint => sized with { InitPictures = [picture], Inpainting = Masked(form, layer ?? throw NothingPainted()) },
                ImageTab.InpaintSketch => InpaintSketch(form, sized, picture, layer ?? throw NothingPainted()),
                ImageTab.InpaintUpload => sized with { InitPictures = [picture], Inpainting = Masked(form, UploadedMask(form)) },
                _ => sized with { InitPictures = [picture] },
            },
        };
    }

    private StudioRequest Batch(StudioForm form, StudioRequest request, IProgress<(int Done, int All)>? reading)
    {
        if (form.BatchFromFolder)
        {
            return FolderBatch(form, request, reading);
        }

        if (form.BatchPictures.Count == 0)
        {
            throw new StudioRequestException("There are no pictures in the batch: drop some on the page.", "init_images");
        }

        List<(SourcePicture, string?)> sources = [];
        foreach (ChosenPicture picture in form.BatchPictures)
        {
            reading?.Report((sources.Count, form.BatchPictures.Count));
            DecodedPicture decoded = inputs.ReadDecoded(picture);
            sources.Add((
                new SourcePicture(Path.GetFileNameWithoutExtension(picture.Name), given.Refer(decoded.ToWebuiPicture())),
                form.PngInfo.Count == 0 ? null : GenerationText.Read(decoded).Text));
        }

        return WithOwn(form, request, sources) with { Parents = [.. form.BatchPictures.Select(picture => picture.GalleryId).OfType<long>()] };
    }

    private StudioRequest FolderBatch(StudioForm form, StudioRequest request, IProgress<(int Done, int All)>? reading)
    {
        (IReadOnlyList<(SourcePicture Picture, string? Infotext)> sources, IReadOnlyList<string> leftOut) =
            folders.Read(form.BatchInput, form.BatchOutput, form.BatchMasks, form.PngInfo.Count == 0 ? null : form.PngInfoFolder, reading);
        string output = form.BatchOutput.Trim();
        StudioRequest made = WithOwn(form, request, sources);
        return made with
        {
            Generation = sources[0].Picture.Mask is PictureReference mask ? request.Generation with { Inpainting = Masked(form, mask.Read()) } : request.Generation,
            OutputFolder = output.Length > 0 ? output : null,
            Warnings = [.. leftOut, .. made.Warnings],
        };
    }

    /// <summary>Each picture of a batch with its own size and what its infotext says, as far as the page asks for them; and a warning for what could not be had.</summary>
    private StudioRequest WithOwn(StudioForm form, StudioRequest request, IReadOnlyList<(SourcePicture Picture, string? Infotext)> sources)
    {
        var info = new PngInfo(form.PngInfo, (hash, _) => shelf.Find(hash)?.Path);
        List<string> warnings = [];
        return request with { Sources = [.. sources.Select(source => source.Picture with { Own = Own(source.Picture, source.Infotext) })], Warnings = warnings };

        SourceSettings? Own(SourcePicture source, string? infotext)
        {
            SourceSettings? own = infotext is null ? null : info.Read(infotext, request.Generation, sentence => warnings.Add($"{source.Name}: {sentence}"));
            if (infotext is null && form.PngInfo.Count > 0)
            {
                warnings.Add($"{source.Name}: nothing says how it was made; yours is used.");
            }

            if (!form.ResizesBy)
            {
                return own;
            }

            (int width, int height) = SourceSettings.Scaled(source.Picture.Width, source.Picture.Height, form.Scale);
            return (own ?? new SourceSettings()) with { Width = width, Height = height };
        }
    }

    private static GenerationRequest InpaintSketch(StudioForm form, GenerationRequest request, Picture picture, Picture layer)
    {
        PaintedPicture painted = PaintedPicture.InpaintSketch(picture, layer, form.MaskBlur, form.MaskTransparency);
        return request with { InitPictures = [painted.Picture], Inpainting = Masked(form, painted.Mask) };
    }

    private Picture UploadedMask(StudioForm form) =>
        inputs.Read(form.UploadedMask ?? throw new StudioRequestException("There is no mask: drop a picture that is white where it is to be painted anew.", "mask"));

    private static Inpainting Masked(StudioForm form, Picture mask) => new()
    {
        Mask = mask,
        BlurX = form.MaskBlur,
        BlurY = form.MaskBlur,
        Invert = form.InvertsMask,
        Content = form.MaskedContent,
        OnlyMasked = form.OnlyMasked,
        Padding = form.Padding,
        Soft = !form.SoftInpainting ? null : new SoftInpainting
        {
            ScheduleBias = Number(form.ScheduleBias),
            PreservationStrength = Number(form.Preservation),
            TransitionContrastBoost = Number(form.ContrastBoost),
            MaskInfluence = Number(form.MaskInfluence),
            DifferenceThreshold = Number(form.DifferenceThreshold),
            DifferenceContrast = Number(form.DifferenceContrast),
        },
    };

    private static StudioRequestException NothingPainted() => new("Nothing is painted yet: paint over the part of the picture that is to be made anew.", "mask");

    /// <summary>A browser's number: 7, not 7.0, where it is whole; so the infotext says what webui's page writes.</summary>
    private static PythonNumber Number(double value) => value == Math.Floor(value) ? (PythonNumber)(long)value : value;

    private static string Csv(IEnumerable<double> values) => string.Join(", ", values.Select(Setting.Number));
}
