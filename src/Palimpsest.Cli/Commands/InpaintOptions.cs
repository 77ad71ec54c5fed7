using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;

namespace Palimpsest.Cli.Commands;

/// <summary>Painting only a part of the picture: the mask, and how it is used. Ranges and defaults are those of webui's page.</summary>
internal sealed class InpaintOptions
{
    private readonly Option<string?> _mask = new("--mask")
    {
        Description = "Paint only where this picture is white (one with transparency: where it is opaque). For a folder of pictures: one mask for all, or a folder of masks with the pictures' names. webui's mask.",
        HelpName = "picture",
    };

    private readonly Option<bool> _maskAlpha = new("--mask-alpha") { Description = "Paint only where the picture to begin with is transparent. [default: false]" };
    private readonly Option<int?> _blur = OptionOf.Number("--mask-blur", "Softens the mask's edges, in pixels. webui's Mask blur, mask_blur.", 0, 64, 4);
    private readonly Option<int?> _blurX = OptionOf.Number<int>("--mask-blur-x", "The same sideways only. webui's mask_blur_x. [default: --mask-blur]", 0, 64);
    private readonly Option<int?> _blurY = OptionOf.Number<int>("--mask-blur-y", "The same up and down only. webui's mask_blur_y. [default: --mask-blur]", 0, 64);
    private readonly Option<bool> _invert = new("--mask-invert") { Description = "Paint where the mask is not. webui's Mask mode: Inpaint not masked, inpainting_mask_invert. [default: false]" };
    private readonly Option<bool> _unrounded = new("--mask-unrounded") { Description = "Let cells of the latent be partly masked. webui's mask_round false. [default: false]" };
    private readonly Option<MaskedContent> _content = OptionOf.Text("--inpaint-content", "What is under the mask at first: original, fill (blurs of what is around it), noise or nothing. webui's Masked content, inpainting_fill 1, 0, 2, 3. [default: original]", "content", InpaintNames.Content);
    private readonly Option<InpaintArea> _area = OptionOf.Text("--inpaint-area", "What is painted along: the whole picture, or only the masked part at the full size of --width and --height, put back afterwards. webui's Inpaint area, inpaint_full_res. [default: whole]", "whole|masked", InpaintNames.Area);
    private readonly Option<int?> _padding = OptionOf.Number("--inpaint-padding", "Pixels around the masked part that are painted along. webui's Only masked padding, inpaint_full_res_padding.", 0, 256, 32);
    private readonly SoftInpaintOptions _soft = new();
    private readonly SketchOptions _sketch = new();

    /// <summary>What does nothing without a mask.</summary>
    private IEnumerable<Option> Dependent => [_blur, _blurX, _blurY, _invert, _unrounded, _content, _area, _padding, .. _soft.All];

    public void AddTo(Command command)
    {
        command.Add(_mask);
        command.Add(_maskAlpha);
        _sketch.AddTo(command);
        foreach (Option option in Dependent)
        {
            command.Add(option);
        }
    }

    /// <exception cref="CommandException">The options contradict each other, or the mask is not there.</exception>
    public void Check(ParseResult result)
    {
        bool fromAlpha = result.GetValue(_maskAlpha);
        if (result.GetValue(_mask) is string path)
        {
            InputFile.Existing(path, "The mask");
            if (fromAlpha)
            {
                throw new CommandException("--mask and --mask-alpha both say where to paint: give one of them.", ExitCode.Usage);
            }
        }

        _sketch.Check(result);
        if (_sketch.HasMask(result) && (fromAlpha || result.GetValue(_mask) is not null))
        {
            throw new CommandException($"--inpaint-sketch and {(fromAlpha ? _maskAlpha.Name : _mask.Name)} both say where to paint: give one of them.", ExitCode.Usage);
        }

        if (!HasMask(result))
        {
            result.RefuseIdle("a mask: add --mask, --mask-alpha or --inpaint-sketch", Dependent);
        }

        _soft.Apply(result, HasMask(result) ? new SoftInpainting() : null);
    }

    /// <summary>The job, which says so when it repeats a picture with a mask and has none itself.</summary>
    public JobRequest Tell(ParseResult result, JobRequest request) => request.WrittenInpainting is null || HasMask(result)
        ? request
        : request with { Unrepeatable = [.. request.Unrepeatable, "Mask: only a part of the picture was painted, and the file does not hold where; give the mask with --mask."] };

    /// <summary>The request with the strokes and the mask of one picture, and what the command line says of it.</summary>
    /// <param name="request">With the picture to begin with.</param>
    /// <param name="source">The picture's file.</param>
    /// <param name="written">What a repeated picture was painted with; null when it was not, or none is repeated.</param>
    /// <exception cref="GenerationException">The picture has no mask in the folder of masks, or no transparency; or a painted copy of another size.</exception>
    /// <exception cref="PictureException">The mask or the painted copy is damaged.</exception>
    public GenerationRequest Apply(ParseResult result, GenerationRequest request, string source, Func<Picture, Inpainting>? written)
    {
        Picture original = request.InitPictures[0];
        int? blur = result.IsGiven(_blur) ? result.GetValue(_blur) : null;
        (Picture picture, Picture? mask) = _sketch.Apply(result, original, source, blur ?? written?.Invoke(original).BlurX ?? result.GetValue(_blur)!.Value);
        request = request with { InitPictures = [picture] };
        mask ??= result.GetValue(_mask) is string path ? PictureReader.Read(MaskFile.For(source, path)).ToWebuiPicture()
            : result.GetValue(_maskAlpha) ? MaskFile.OfTransparency(original, source)
            : null;
        if (mask is null)
        {
            return request;
        }

        Inpainting inpainting = written?.Invoke(mask) ?? new Inpainting { Mask = mask };
        return request with
        {
            Inpainting = inpainting with
            {
                BlurX = result.GetValue(_blurX) ?? blur ?? inpainting.BlurX,
                BlurY = result.GetValue(_blurY) ?? blur ?? inpainting.BlurY,
                Invert = result.IsGiven(_invert) ? result.GetValue(_invert) : inpainting.Invert,
                Round = !result.GetValue(_unrounded),
                Content = result.IsGiven(_content) ? result.GetValue(_content) : inpainting.Content,
                OnlyMasked = result.IsGiven(_area) ? result.GetValue(_area) == InpaintArea.OnlyMasked : inpainting.OnlyMasked,
                Padding = result.IsGiven(_padding) ? result.GetValue(_padding)!.Value : inpainting.Padding,
                Soft = _soft.Apply(result, inpainting.Soft),
            },
        };
    }

    private bool HasMask(ParseResult result) => result.GetValue(_mask) is not null || result.GetValue(_maskAlpha) || _sketch.HasMask(result);
}
