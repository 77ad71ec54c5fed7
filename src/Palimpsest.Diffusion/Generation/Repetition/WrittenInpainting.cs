using Palimpsest.Diffusion.Infotext;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Generation.Repetition;

/// <summary>What an infotext says of a mask: how it was used, but never the mask itself, its rounding, or a blur that differs by axis.</summary>
/// <param name="text">A field's text, or null.</param>
internal sealed class WrittenInpainting(Func<string, string?> text)
{
    private const string SoftEnabled = "Soft inpainting enabled", Blur = "Mask blur", Mode = "Mask mode", Area = "Inpaint area", Content = "Masked content", Padding = "Masked area padding";

    private const string Bias = "Soft inpainting schedule bias", Strength = "Soft inpainting preservation strength", Boost = "Soft inpainting transition contrast boost",
        Influence = "Soft inpainting mask influence", Threshold = "Soft inpainting difference threshold", Contrast = "Soft inpainting difference contrast";

    /// <summary>The fields that this reads.</summary>
    public static readonly IReadOnlyList<string> Keys = [SoftEnabled, Blur, Mode, Area, Content, Padding, Bias, Strength, Boost, Influence, Threshold, Contrast];

    /// <summary>Whether there was a mask. One without blur, of the whole picture with its original content, leaves no trace.</summary>
    public bool IsPresent => text(Blur) is not null || text(SoftEnabled) is not null || text(Mode) is not (null or "Inpaint masked")
        || text(Area) is not (null or "Whole picture") || text(Content) is not (null or "original");

    /// <summary>The settings around a mask; what is not written is webui's default, but for the blur: without that field there was none.</summary>
    public Inpainting Around(Picture mask)
    {
        var defaults = new Inpainting { Mask = mask };
        int blur = (int)Number(Blur, 0).Value;
        return defaults with
        {
            BlurX = blur,
            BlurY = blur,
            Invert = text(Mode) == "Inpaint not masked",
            OnlyMasked = text(Area) == "Only masked",
            Padding = (int)Number(Padding, defaults.Padding).Value,
            Content = text(Content) switch
            {
                "fill" => MaskedContent.Fill,
                "latent noise" => MaskedContent.LatentNoise,
                "latent nothing" => MaskedContent.LatentNothing,
                _ => MaskedContent.Original,
            },
            Soft = text(SoftEnabled) == "True" ? Soft() : null,
        };
    }

    private SoftInpainting Soft()
    {
        var defaults = new SoftInpainting();
        return new SoftInpainting
        {
            ScheduleBias = Number(Bias, defaults.ScheduleBias),
            PreservationStrength = Number(Strength, defaults.PreservationStrength),
            TransitionContrastBoost = Number(Boost, defaults.TransitionContrastBoost),
            MaskInfluence = Number(Influence, defaults.MaskInfluence),
            DifferenceThreshold = Number(Threshold, defaults.DifferenceThreshold),
            DifferenceContrast = Number(Contrast, defaults.DifferenceContrast),
        };
    }

    private PythonNumber Number(string key, PythonNumber otherwise) => PythonNumber.TryParse(text(key) ?? "", out PythonNumber number) ? number : otherwise;
}
