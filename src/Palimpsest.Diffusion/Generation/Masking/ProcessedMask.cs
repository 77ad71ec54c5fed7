using Palimpsest.Imaging;
using Palimpsest.Imaging.Masks;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>A job's mask, ready for the pictures and the latents (webui.md 2.2, steps 3 to 7).</summary>
/// <param name="Image">Of the request's size; 255 where it is painted anew.</param>
/// <param name="ForLatents">The same, unless the request has a mask for the latents alone.</param>
/// <param name="ForOverlay">What decides where the finished picture shows; of the request's size, or the mask's own when only the masked part is painted.</param>
/// <param name="Place">The part of the picture that is painted; null: all of it.</param>
internal sealed record ProcessedMask(Picture Image, Picture ForLatents, Picture ForOverlay, CropRegion? Place)
{
    /// <summary>Null when only the masked part is to be painted and there is none: the job then is plain img2img, as in webui.</summary>
    public static ProcessedMask? Of(Inpainting inpainting, GenerationRequest request, Action<string> warn)
    {
        Picture mask = MaskPicture.Of(inpainting.Mask, inpainting.Rounds);
        mask = inpainting.Invert ? mask.Inverted() : mask;
        return inpainting.OnlyMasked
            ? OnlyMasked(Fitted(mask, request.InitPictures[0], warn).Blurred(inpainting.BlurX, inpainting.BlurY), inpainting, request, warn)
            : Whole(mask.Blurred(inpainting.BlurX, inpainting.BlurY), inpainting, request, warn);
    }

    private static ProcessedMask Whole(Picture mask, Inpainting inpainting, GenerationRequest request, Action<string> warn)
    {
        if (CropRegion.Of(mask, padding: 0) is null)
        {
            warn("The mask is empty, so nothing of the picture is painted anew.");
        }

        Picture image = WebuiResize.Resize(mask, request.Width, request.Height, request.ResizeMode, SamplingSetup.Upscaler(request.Settings.Upscaler));
        return new ProcessedMask(image, inpainting.LatentMask ?? image, image.Doubled(), Place: null);
    }

    private static ProcessedMask? OnlyMasked(Picture mask, Inpainting inpainting, GenerationRequest request, Action<string> warn)
    {
        if (CropRegion.Of(mask, inpainting.Padding) is not CropRegion region)
        {
            warn("Unable to perform \"Inpaint Only mask\" because mask is blank, switch to img2img mode.");
            return null;
        }

        CropRegion place = region.Expanded(request.Width, request.Height, mask.Width, mask.Height);
        Picture image = WebuiResize.Resize(
            place.CutFrom(mask), request.Width, request.Height, ResizeMode.ResizeAndFill, SamplingSetup.Upscaler(request.Settings.Upscaler));
        return new ProcessedMask(image, inpainting.LatentMask ?? image, mask, place);
    }

    /// <summary>webui takes a mask of another size as it is and so cuts out a wrong part of the picture; here it is stretched to the picture first.</summary>
    private static Picture Fitted(Picture mask, Picture picture, Action<string> warn)
    {
        if ((mask.Width, mask.Height) == (picture.Width, picture.Height))
        {
            return mask;
        }

        warn($"The mask has {mask.Width} × {mask.Height} pixels and the picture {picture.Width} × {picture.Height}: the mask is stretched to the picture's size.");
        return WebuiResize.Resize(mask, picture.Width, picture.Height, ResizeMode.JustResize);
    }
}
