namespace Palimpsest.Imaging;

/// <summary>What the samples of a decoded file mean.</summary>
public enum SampleKind
{
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,

    /// <summary>One index into <see cref="DecodedPicture.Palette"/> a pixel.</summary>
    Palette,

    /// <summary>Cyan, magenta, yellow, black; 255 is full ink, as Pillow holds it.</summary>
    Cmyk,
}
