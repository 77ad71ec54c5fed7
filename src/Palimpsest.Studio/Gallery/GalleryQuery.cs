namespace Palimpsest.Studio.Gallery;

/// <summary>Which pictures to list, the latest first.</summary>
public sealed record GalleryQuery
{
    /// <summary>Words that the prompt must contain, whatever the case; null: any.</summary>
    public string? Text { get; init; }

    /// <summary>The checkpoint's name; null: any.</summary>
    public string? Model { get; init; }

    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    public bool OnlyFavourites { get; init; }

    /// <summary>Those in the bin, in place of the others.</summary>
    public bool InBin { get; init; }

    /// <summary>Null: any.</summary>
    public GalleryPictureKind? Kind { get; init; }

    public int Skip { get; init; }

    /// <summary>1 to 1000.</summary>
    public int Take { get; init; } = 50;
}
