using System.Text.RegularExpressions;

namespace Palimpsest.Imaging.Metadata;

/// <summary>The one thing of XMP metadata that Pillow, and so webui, heeds.</summary>
internal static partial class Xmp
{
    private const string PngKey = "XML:com.adobe.xmp";

    /// <summary>tiff:Orientation of a PNG file's XMP text, 1 to 8; null when nothing valid is said. EXIF data go before it.</summary>
    public static int? FindOrientation(IReadOnlyList<TextItem> texts)
    {
        string? xmp = texts.LastOrDefault(item => item.Key == PngKey)?.Value;
        return xmp is not null && OrientationPattern().Match(xmp) is { Success: true } match ? match.Groups[1].Value[0] - '0' : null;
    }

    [GeneratedRegex("""tiff:Orientation(?:="|>)([1-8])""")]
    private static partial Regex OrientationPattern();
}
