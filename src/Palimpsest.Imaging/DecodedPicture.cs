using System.Diagnostics.CodeAnalysis;

namespace Palimpsest.Imaging;

/// <summary>
/// A picture file as it was stored: samples at their own depth, and everything said beside them. The two readings of it are
/// <see cref="ToRgba8"/>, correct per the format's specification, and <see cref="ToWebuiRgb"/>, what webui makes of it.
/// </summary>
public sealed record DecodedPicture : PictureDescription
{
    /// <param name="samples"><see cref="Samples"/>.</param>
    [SetsRequiredMembers]
    public DecodedPicture(PictureDescription description, byte[] samples)
        : base(description) => Samples = samples;

    /// <summary>
    /// [Height, Width, channels]: one byte a sample, not scaled to 8 bits; at 16 bits two bytes a sample, the high one first.
    /// </summary>
    public byte[] Samples { get; }

    /// <summary>Red, green, blue of each palette entry; null unless <see cref="Kind"/> is a palette.</summary>
    public byte[]? Palette { get; init; }

    /// <summary>Alpha of the first palette entries (the rest is opaque); null when the palette has none.</summary>
    public byte[]? PaletteAlpha { get; init; }

    /// <summary>The one grey sample, or the red, green and blue sample, that is fully transparent; null when there is none.</summary>
    public ushort[]? TransparentColour { get; init; }

    /// <summary>
    /// RGBA at 8 bits per the specification, transparency applied, 16-bit samples scaled with rounding; not turned
    /// (see <see cref="PictureOrientation.Apply"/>). CMYK is converted without a profile.
    /// </summary>
    public Picture ToRgba8() => SpecifiedView.ToRgba8(this);

    /// <summary>RGBA at 16 bits, [Height, Width, 4], 8-bit samples v as v·257; not turned.</summary>
    public ushort[] ToRgba16() => SpecifiedView.ToRgba16(this);

    /// <summary>
    /// The RGB picture that webui 1.10.1's img2img starts from: turned, flattened over <paramref name="background"/> (its option
    /// img2img_background_color, white), with what Pillow loses on the way. Use it where sameness with webui matters.
    /// </summary>
    public Picture ToWebuiRgb(Rgb background) => ToWebuiPicture().Flatten(background);

    /// <summary>
    /// The picture as webui 1.10.1 holds it after reading: turned, 1 to 4 channels. Masks and alpha are taken from it. It may share
    /// <see cref="Samples"/>.
    /// </summary>
    public Picture ToWebuiPicture() => PictureOrientation.Apply(WebuiView.ToPicture(this), Orientation);
}
