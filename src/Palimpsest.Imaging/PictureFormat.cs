namespace Palimpsest.Imaging;

/// <summary>The kinds of files that can be read.</summary>
public enum PictureFormat
{
    Png,
    Jpeg,
    Webp,
}
