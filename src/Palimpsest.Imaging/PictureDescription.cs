namespace Palimpsest.Imaging;

/// <summary>What a picture file says beside its pixels.</summary>
public record PictureDescription
{
    public required PictureFormat Format { get; init; }

    /// <summary>Pixels, as they are stored.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    /// <summary>Width and height of the picture upright, as it is shown.</summary>
    public (int Width, int Height) UprightSize => PictureOrientation.IsOnItsSide(Orientation) ? (Height, Width) : (Width, Height);

    public required SampleKind Kind { get; init; }

    /// <summary>Bits a sample: 1, 2, 4, 8 or 16.</summary>
    public required int Depth { get; init; }

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
}
