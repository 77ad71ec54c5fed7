using Palimpsest.Diffusion.Noise;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Filters;
using Palimpsest.Imaging.Masks;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>From a decoded picture to the finished one: colours, the original over it, and the mask beside it (webui.md 2.2, steps 20 to 27).</summary>
internal sealed class PictureFinish(GenerationRequest request, InitPictures? pictures, InitLatents latents, LatentShape shape)
{
    /// <summary>Standard deviation in pixels of the blur that takes the cells' edges off a soft mask; webui's.</summary>
    private const float SoftMaskBlur = 4;

    private readonly IUpscaler? _upscaler = SamplingSetup.Upscaler(request.Settings.Upscaler);

    /// <param name="index">The picture's place in its batch.</param>
    /// <param name="decoded">RGB, of the request's size.</param>
    /// <param name="result">The latent it was decoded from.</param>
    public FinishedPicture Finish(int index, Picture decoded, ReadOnlySpan<float> result)
    {
        if (pictures is null)
        {
            return new FinishedPicture(decoded);
        }

        InitPicture init = pictures[index];
        (MaskOverlay? overlay, Picture? mask) = (request.Settings.OverlayInpaint ? init.Overlay : null, pictures.OverlayMask);
        if (pictures.Mask is not null && request.Inpainting!.Soft is SoftInpainting soft)
        {
            mask = SoftPictureMask(soft, init, index, result);
            overlay = MaskOverlay.Of(init.Original, mask, pictures.Mask.Place);
        }

        Picture corrected = init.Colours?.Apply(decoded) ?? decoded;
        Picture placed = overlay?.Uncrop(corrected, _upscaler) ?? corrected;
        Picture finished = overlay?.Over(placed) ?? placed;
        GenerationSettings settings = request.Settings;
        return new FinishedPicture(finished)
        {
            Mask = mask is not null && (settings.ReturnMask || settings.SaveMask) ? mask.ToRgb() : null,
            MaskComposite = mask is not null && (settings.ReturnMaskComposite || settings.SaveMaskComposite) ? Composite(placed, mask, finished) : null,
            Uncorrected = init.Colours is not null && settings.SaveBeforeColourCorrection ? Laid(decoded, overlay) : null,
        };
    }

    private Picture Laid(Picture picture, MaskOverlay? overlay) => overlay?.Over(overlay.Uncrop(picture, _upscaler)) ?? picture;

    /// <summary>The picture's new part alone: RGBA, transparent where it is not masked.</summary>
    private Picture Composite(Picture placed, Picture mask, Picture finished)
    {
        Picture fitted = WebuiResize.Resize(mask, finished.Width, finished.Height, ResizeMode.ResizeAndFill, _upscaler).ToGrey();
        return AlphaWeighting.Unpremultiply(placed.ToRgba().MaskedPremultiplied(fitted));
    }

    /// <summary>The soft mask as large as the original.</summary>
    private Picture SoftPictureMask(SoftInpainting soft, InitPicture init, int index, ReadOnlySpan<float> result)
    {
        Picture small = new SoftMask(soft, shape, latents.Mask!).Of(result, latents.Latents.AsSpan(index * shape.Count, shape.Count));
        Picture mask = WebuiResize.Resize(small, request.Width, request.Height, ResizeMode.ResizeAndFill, _upscaler).ToGrey();
        mask = BoxGaussianBlur.Apply(mask, SoftMaskBlur);
        if (pictures!.Mask!.Place is null)
        {
            return (mask.Width, mask.Height) == (init.Original.Width, init.Original.Height)
                ? mask
                : WebuiResize.Resize(mask, init.Original.Width, init.Original.Height, ResizeMode.JustResize);
        }

        return init.Overlay!.Uncrop(mask, _upscaler).ToGrey();
    }
}
