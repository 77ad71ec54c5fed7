using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Colour;
using Palimpsest.Imaging.Masks;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>All that img2img begins with, in pixels: the pictures resized, cut and filled, and the mask (webui.md 2.2, steps 3 to 8).</summary>
internal sealed class InitPictures
{
    private readonly GenerationRequest _request;
    private readonly List<InitPicture> _pictures = [];
    private Picture? _overlayMask;

    /// <param name="warn">Told, in a sentence, of what is done otherwise than it was asked for.</param>
    /// <exception cref="PictureException">A picture cannot be brought to the size.</exception>
    public InitPictures(GenerationRequest request, Action<string> warn)
    {
        _request = request;
        if (request.Inpainting is Inpainting inpainting)
        {
            Mask = ProcessedMask.Of(inpainting, request, warn);
            _overlayMask = Mask?.ForOverlay;
        }

        _pictures.AddRange(request.InitPictures.Select(picture => Prepare(picture, warn)));
    }

    /// <summary>Null: there is none, or it is blank and only the masked part was to be painted.</summary>
    public ProcessedMask? Mask { get; }

    /// <summary>The mask for overlays as the last picture needed it; returned beside pictures. Null without a mask.</summary>
    public Picture? OverlayMask => _overlayMask;

    public int Count => _pictures.Count;

    /// <summary>The picture of a place in the batch: one serves all places.</summary>
    public InitPicture this[int index] => _pictures[_pictures.Count == 1 ? 0 : index];

    /// <summary>
    /// The mask of the latents, [H,W]: 1 where they are painted anew (webui.md 2.2, step 12). Null without a mask.
    /// </summary>
    public float[]? LatentMask(LatentShape shape, Action<string> warn)
    {
        if (Mask is null)
        {
            return null;
        }

        Picture small = PillowResize.Resize(Mask.ForLatents.ToRgb(), shape.Width, shape.Height, ResampleFilter.Bicubic);
        bool rounds = _request.Inpainting!.Rounds;
        var cells = new float[shape.Height * shape.Width];
        for (int i = 0; i < cells.Length; i++)
        {
            float value = small.Pixels[3 * i] / 255f;
            cells[i] = rounds ? MathF.Round(value, MidpointRounding.ToEven) : value;
        }

        if (cells.All(cell => cell == 0) && CropRegion.Of(Mask.ForLatents, padding: 0) is not null)
        {
            warn("The mask is too small or too faint: it covers no cell of 8 × 8 pixels by half, so nothing is painted anew. Enlarge it, or paint only the masked part.");
        }

        return cells;
    }

    private InitPicture Prepare(Picture picture, Action<string> warn)
    {
        GenerationSettings settings = _request.Settings;
        IUpscaler? upscaler = SamplingSetup.Upscaler(settings.Upscaler);
        Picture whole = picture.Flatten(settings.BackgroundColor);
        if (Mask?.Place is null && _request.ResizeMode != ResizeMode.LatentUpscale)
        {
            whole = WebuiResize.Resize(whole, _request.Width, _request.Height, _request.ResizeMode, upscaler);
        }

        Picture encoded = whole;
        MaskOverlay? overlay = null;
        if (Mask is not null)
        {
            overlay = MaskOverlay.Of(whole, OverlayMaskFor(whole, upscaler, warn), Mask.Place);
            encoded = Mask.Place is CropRegion place
                ? WebuiResize.Resize(place.CutFrom(whole), _request.Width, _request.Height, ResizeMode.ResizeAndFill, upscaler)
                : whole;
            encoded = _request.Inpainting!.Content == MaskedContent.Original ? encoded : Filled(encoded);
        }

        return new InitPicture(encoded, whole, overlay, settings.ColourCorrection ? new ColourCorrection(encoded) : null);
    }

    private Picture OverlayMaskFor(Picture picture, IUpscaler? upscaler, Action<string> warn)
    {
        if ((_overlayMask!.Width, _overlayMask.Height) != (picture.Width, picture.Height))
        {
            if (Mask!.Place is null)
            {
                warn("In resize mode 3 with a mask the unmasked part keeps its size and lies in the upper left corner, as in webui: use another resize mode.");
            }

            _overlayMask = WebuiResize.Resize(_overlayMask, picture.Width, picture.Height, _request.ResizeMode, upscaler);
        }

        return _overlayMask;
    }

    /// <summary>Latent noise and latent nothing fill too, as in webui: what is around the mask in the latents then does not see what was under it.</summary>
    private Picture Filled(Picture picture)
    {
        Picture mask = Mask!.ForLatents.ToGrey();
        return MaskFill.Apply(picture, PillowResize.Resize(mask, picture.Width, picture.Height, ResampleFilter.Bicubic));
    }
}
