namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>The infotext's fields about a mask and soft inpainting (webui.md 8.2), for writing and for reading them.</summary>
internal static class MaskFields
{
    public const string Mode = "Mask mode";
    public const string Blur = "Mask blur";
    public const string Area = "Inpaint area";
    public const string Padding = "Masked area padding";
    public const string Content = "Masked content";
    public const string SoftEnabled = "Soft inpainting enabled";
    public const string SoftBias = "Soft inpainting schedule bias";
    public const string SoftStrength = "Soft inpainting preservation strength";
    public const string SoftBoost = "Soft inpainting transition contrast boost";
    public const string SoftInfluence = "Soft inpainting mask influence";
    public const string SoftThreshold = "Soft inpainting difference threshold";
    public const string SoftContrast = "Soft inpainting difference contrast";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
        [SoftEnabled, Blur, Mode, Area, Content, Padding, SoftBias, SoftStrength, SoftBoost, SoftInfluence, SoftThreshold, SoftContrast];
}
