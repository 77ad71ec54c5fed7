namespace Palimpsest.Imaging;

/// <summary>What a picture file may ask of us before it is refused.</summary>
public sealed record PictureLimits
{
    public static PictureLimits Default { get; } = new();

    /// <summary>Most bytes of a file; more is not even read.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Most pixels (width times height) a picture may declare.</summary>
    public long MaxPixels { get; init; } = 1L << 28;

    /// <summary>Most bytes all text chunks of a file may hold together, counted after inflating.</summary>
    public long MaxTextBytes { get; init; } = 64L << 20;

    /// <summary>Most scans a progressive JPEG may have.</summary>
    public int MaxScans { get; init; } = 100;
}
