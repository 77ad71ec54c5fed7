namespace Palimpsest.Imaging.Jpeg;

/// <summary>A decoded JPEG, before its EXIF orientation is applied.</summary>
/// <param name="Channels">1 grey, 3 RGB, 4 CMYK as Pillow holds it: 255 is full ink.</param>
/// <param name="Pixels">[Height, Width, Channels].</param>
/// <param name="Exif">The EXIF block's TIFF structure, without its "Exif\0\0"; null when there is none.</param>
/// <param name="Comment">The last comment segment; null when there is none.</param>
public sealed record JpegPicture(int Width, int Height, int Channels, byte[] Pixels, byte[]? Exif, string? Comment)
{
    /// <summary>The picture as grey or RGB. CMYK is converted naively, ink by ink and without profile, with Pillow's rounding.</summary>
    public Picture ToRgb()
    {
        if (Channels != 4)
        {
            return new Picture(Width, Height, Channels, Pixels);
        }

        var rgba = new byte[Pixels.Length];
        NaiveCmyk.ToRgba(Pixels, rgba);
        return new Picture(Width, Height, 4, rgba).ToRgb();
    }
}
