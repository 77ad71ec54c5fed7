namespace Palimpsest.Imaging;

/// <summary>
/// A picture file as it was stored: samples at their own depth, and everything said beside them. The two readings of it are
/// <see cref="ToRgba8"/>, correct per the format's specification, and <see cref="ToWebuiRgb"/>, what webui makes of it.
/// </summary>
public sealed record DecodedPicture
{
    public required PictureFormat Format { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required SampleKind Kind { get; init; }

    /// <summary>Bits a sample: 1, 2, 4, 8 or 16.</summary>
    public required int Depth { get; init; }

    /// <summary>
    /// [Height, Width, channels]: one byte a sample, not scaled to 8 bits; at 16 bits two bytes a sample, the high one first.
    /// </summary>
    public required byte[] Samples { get; init; }

    /// <summary>Red, green, blue of each palette entry; null unless <see cref="Kind"/> is a palette.</summary>
    public byte[]? Palette { get; init; }

    /// <summary>Alpha of the first palette entries (the rest is opaque); null when the palette has none.</summary>
    public byte[]? PaletteAlpha { get; init; }

    /// <summary>The one grey sample, or the red, green and blue sample, that is fully transparent; null when there is none.</summary>
    public ushort[]? TransparentColour { get; init; }

    /// <summary>The texts in the order of the file; a key may come twice, then the last counts.</summary>
    public IReadOnlyList<TextItem> Texts { get; init; } = [];

    /// <summary>The file's comment (JPEG COM).</summary>
    public string? Comment { get; init; }

    /// <summary>EXIF data, a TIFF structure from its byte-order mark on; null when there is none.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>How the picture is to be turned, 1 to 8 (EXIF); 1 when the file says nothing or nonsense.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Frames of an animation; only the first (in an APNG: the default image) is decoded.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>Samples a pixel.</summary>
    public int Channels => Kind switch
    {
        SampleKind.Grey or SampleKind.Palette => 1,
        SampleKind.GreyAlpha => 2,
        SampleKind.Rgb => 3,
        _ => 4,
    };

    /// <summary>The text of a key, or null; of several the last.</summary>
    public string? FindText(string key) => Texts.LastOrDefault(item => item.Key == key)?.Value;

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
