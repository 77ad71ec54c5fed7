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
            extra.Set(MaskFields.Mode, "Inpaint not masked");
        }

        if (inpainting.BlurX > 0 && inpainting.BlurX == inpainting.BlurY)
        {
            extra.Set(MaskFields.Blur, inpainting.BlurX);
        }

        if (isPlain)
        {
            return;
        }

        if (inpainting.OnlyMasked)
        {
            extra.Set(MaskFields.Area, "Only masked");
            extra.Set(MaskFields.Padding, inpainting.Padding);
        }

        extra.Set(MaskFields.Content, inpainting.Content switch
        {
            MaskedContent.Fill => "fill",
            MaskedContent.LatentNoise => "latent noise",
            MaskedContent.LatentNothing => "latent nothing",
            _ => null,
        });
    }

    private static void Add(InfotextParameters extra, SoftInpainting soft)
    {
        extra.Set(MaskFields.SoftEnabled, true);
        extra.Set(MaskFields.SoftBias, soft.ScheduleBias);
        extra.Set(MaskFields.SoftStrength, soft.PreservationStrength);
        extra.Set(MaskFields.SoftBoost, soft.TransitionContrastBoost);
        extra.Set(MaskFields.SoftInfluence, soft.MaskInfluence);
        extra.Set(MaskFields.SoftThreshold, soft.DifferenceThreshold);
        extra.Set(MaskFields.SoftContrast, soft.DifferenceContrast);
    }
}
