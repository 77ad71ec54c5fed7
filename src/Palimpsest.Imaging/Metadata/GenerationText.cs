namespace Palimpsest.Imaging.Metadata;

/// <summary>What a picture file says about its making.</summary>
/// <param name="Text">The generation parameters (webui's "infotext"); null when the file holds none.</param>
/// <param name="Items">The file's other texts, in order, without those that webui does not show.</param>
public sealed record GenerationText(string? Text, IReadOnlyList<TextItem> Items)
{
    private const string ParametersKey = "parameters", CommentKey = "comment";

    // webui's list of what is not worth showing (webui.md 9.4).
    private static readonly HashSet<string> Hidden =
    [
        "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "exif", "loop", "background", "timestamp", "duration", "progressive",
        "progression", "icc_profile", "chromaticity", "photoshop",
    ];

    /// <summary>
    /// The text "parameters"; over it goes the EXIF user comment unless it is empty; a file without EXIF data may hold it in its comment.
    /// </summary>
    public static GenerationText Read(PictureDescription picture)
    {
        string? text = picture.FindText(ParametersKey);
        text = picture.Exif is { } exif
            ? Exif.FindUserComment(exif) ?? text
            : picture.Comment ?? picture.FindText(CommentKey) ?? text;

        IEnumerable<TextItem> items = picture.Texts
            .Where(item => item.Key != ParametersKey && !Hidden.Contains(item.Key))
            .GroupBy(item => item.Key)
            .Select(sameKey => sameKey.Last());
        return new GenerationText(text, [.. items]);
    }
}
