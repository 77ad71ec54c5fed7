using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>
/// webui's export_for_4chan: a large picture is also written as JPEG under the same name, for places that take no larger ones (webui.md 9.2). A picture that is
/// JPEG itself stays as it is; webui replaces it by the reduced one.
/// </summary>
/// <param name="Megabytes">img_downscale_threshold: files of more, in units of 1048576 bytes, are large.</param>
/// <param name="LongestSide">target_side_length: pictures with a longer side are large, and reduced to it.</param>
public sealed record LargeCopy(double Megabytes, int LongestSide)
{
    /// <summary>Of the copy.</summary>
    public const string Extension = ".jpg";

    /// <summary>webui's values.</summary>
    public const double DefaultMegabytes = 4;

    public const int DefaultLongestSide = 4000;

    /// <summary>What the limits may be.</summary>
    public const double MostMegabytes = 1000;

    public const int LeastSide = 64, MostSide = 65535;

    /// <summary>Writes the copy of a picture that was written, if it is a large one, and returns its path; else null.</summary>
    /// <param name="infotext">Null stores none.</param>
    /// <exception cref="PictureException">The file cannot be written.</exception>
    public string? WriteBeside(string path, Picture picture, int quality, string? infotext)
    {
        bool isLarge = picture.Width > LongestSide || picture.Height > LongestSide;
        bool isJpeg = Path.GetExtension(path).ToLowerInvariant() is Extension or ".jpeg";
        string copy = Path.ChangeExtension(path, Extension);
        if (isJpeg || (!isLarge && new FileInfo(path).Length <= Megabytes * (1 << 20)))
        {
            return null;
        }

        PictureWriter.SaveJpeg(copy, isLarge ? Reduced(picture) : picture, quality, infotext);
        return copy;
    }

    private Picture Reduced(Picture picture)
    {
        // Rounded to even as Python rounds.
        (int width, int height) = picture.Width > picture.Height
            ? (LongestSide, (int)Math.Round((double)picture.Height * LongestSide / picture.Width))
            : ((int)Math.Round((double)picture.Width * LongestSide / picture.Height), LongestSide);
        return PillowResize.Resize(picture, Math.Max(width, 1), Math.Max(height, 1), ResampleFilter.Lanczos);
    }
}
