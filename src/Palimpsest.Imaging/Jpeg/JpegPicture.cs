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

        var rgb = new byte[Pixels.Length / 4 * 3];
        for (int source = 0, target = 0; source < Pixels.Length; source += 4, target += 3)
        {
            int light = 255 - Pixels[source + 3];
            for (int ink = 0; ink < 3; ink++)
            {
                rgb[target + ink] = (byte)(light - DivideBy255(Pixels[source + ink] * light));
            }
        }

        return new Picture(Width, Height, 3, rgb);
    }

    /// <summary>Rounded quotient of a product of two bytes.</summary>
    private static int DivideBy255(int product)
    {
        int rounded = product + 128;
        return ((rounded >> 8) + rounded) >> 8;
    }
}
