using Palimpsest.Diffusion.Generation.Masking;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation.Repetition;

/// <summary>What an infotext says of a mask: how it was used, but never the mask itself, its rounding, or a blur that differs by axis.</summary>
/// <param name="text">A field's text, or null.</param>
internal sealed class WrittenInpainting(Func<string, string?> text)
{
    /// <summary>Whether there was a mask. One without blur, of the whole picture with its original content, leaves no trace.</summary>
    public bool IsPresent => text(MaskFields.Blur) is not null || text(MaskFields.SoftEnabled) is not null || text(MaskFields.Mode) is not (null or "Inpaint masked")
        || text(MaskFields.Area) is not (null or "Whole picture") || text(MaskFields.Content) is not (null or "original");

    /// <summary>The settings around a mask; what is not written is webui's default, but for the blur: without that field there was none.</summary>
    public Inpainting Around(Picture mask)
    {
        var defaults = new Inpainting { Mask = mask };
        int blur = (int)Number(MaskFields.Blur, 0).Value;
        return defaults with
        {
            BlurX = blur,
            BlurY = blur,
            Invert = text(MaskFields.Mode) == "Inpaint not masked",
            OnlyMasked = text(MaskFields.Area) == "Only masked",
            Padding = (int)Number(MaskFields.Padding, defaults.Padding).Value,
            Content = text(MaskFields.Content) switch
            {
                "fill" => MaskedContent.Fill,
                "latent noise" => MaskedContent.LatentNoise,
                "latent nothing" => MaskedContent.LatentNothing,
                _ => MaskedContent.Original,
            },
            Soft = text(MaskFields.SoftEnabled) == "True" ? Soft() : null,
        };
    }

    private SoftInpainting Soft()
    {
        var defaults = new SoftInpainting();
        return new SoftInpainting
        {
            ScheduleBias = Number(MaskFields.SoftBias, defaults.ScheduleBias),
            PreservationStrength = Number(MaskFields.SoftStrength, defaults.PreservationStrength),
            TransitionContrastBoost = Number(MaskFields.SoftBoost, defaults.TransitionContrastBoost),
            MaskInfluence = Number(MaskFields.SoftInfluence, defaults.MaskInfluence),
            DifferenceThreshold = Number(MaskFields.SoftThreshold, defaults.DifferenceThreshold),
            DifferenceContrast = Number(MaskFields.SoftContrast, defaults.DifferenceContrast),
        };
    }

    private PythonNumber Number(string key, PythonNumber otherwise) => PythonNumber.TryParse(text(key) ?? "", out PythonNumber number) ? number : otherwise;
}
