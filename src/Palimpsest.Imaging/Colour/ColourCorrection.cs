namespace Palimpsest.Imaging.Colour;

/// <summary>webui's colour correction (webui.md 2.7): a picture gets the colours of the one it began as, and keeps its own luminosity.</summary>
public sealed class ColourCorrection
{
    private readonly Picture _target;

    /// <param name="rgb">Whose colours are wanted.</param>
    public ColourCorrection(Picture rgb) => _target = LabConversion.ToLab(rgb);

    /// <summary>The corrected picture; it may have another size than the one it began as.</summary>
    public Picture Apply(Picture rgb)
    {
        Picture matched = LabConversion.ToRgb(HistogramMatching.Match(LabConversion.ToLab(rgb), _target));
        return LuminosityBlend.Apply(matched, rgb);
    }
}
