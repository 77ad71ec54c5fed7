using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>What infotexts say of a mask (webui.md 8.2). Rounding is never written, nor blur that differs by axis.</summary>
internal static class MaskInfotext
{
    /// <param name="isPlain">The mask was blank and the job became plain img2img.</param>
    public static void Add(InfotextParameters extra, Inpainting inpainting, bool isPlain)
    {
        if (inpainting.Soft is SoftInpainting soft)
        {
            Add(extra, soft);
        }

        if (inpainting.Invert)
        {
            extra.Set("Mask mode", "Inpaint not masked");
        }

        if (inpainting.BlurX > 0 && inpainting.BlurX == inpainting.BlurY)
        {
            extra.Set("Mask blur", inpainting.BlurX);
        }

        if (isPlain)
        {
            return;
        }

        if (inpainting.OnlyMasked)
        {
            extra.Set("Inpaint area", "Only masked");
            extra.Set("Masked area padding", inpainting.Padding);
        }

        extra.Set("Masked content", inpainting.Content switch
        {
            MaskedContent.Fill => "fill",
            MaskedContent.LatentNoise => "latent noise",
            MaskedContent.LatentNothing => "latent nothing",
            _ => null,
        });
    }

    private static void Add(InfotextParameters extra, SoftInpainting soft)
    {
        extra.Set("Soft inpainting enabled", true);
        extra.Set("Soft inpainting schedule bias", soft.ScheduleBias);
        extra.Set("Soft inpainting preservation strength", soft.PreservationStrength);
        extra.Set("Soft inpainting transition contrast boost", soft.TransitionContrastBoost);
        extra.Set("Soft inpainting mask influence", soft.MaskInfluence);
        extra.Set("Soft inpainting difference threshold", soft.DifferenceThreshold);
        extra.Set("Soft inpainting difference contrast", soft.DifferenceContrast);
    }
}
