namespace Palimpsest.Studio.Gallery;

/// <summary>A picture that is on disk, with what it was made from.</summary>
public sealed record GalleryPicture
{
    public required long Id { get; init; }

    /// <summary>Null for pictures without a job.</summary>
    public Guid? JobId { get; init; }

    public required GalleryPictureKind Kind { get; init; }

    /// <summary>Its place among the job's pictures of its kind, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The file, an absolute path.</summary>
    public required string Path { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required long Seed { get; init; }

    public required long Subseed { get; init; }

    /// <summary>The texts as they were applied, styles included.</summary>
    public required string Prompt { get; init; }

    public required string NegativePrompt { get; init; }

    public required string Infotext { get; init; }

    /// <summary>The checkpoint's name and short hash.</summary>
    public required string ModelName { get; init; }

    public required string ModelHash { get; init; }

    public required string Sampler { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsFavourite { get; init; }

    /// <summary>When it was put into the bin; null when it was not.</summary>
    public DateTimeOffset? BinnedAt { get; init; }

    /// <summary>Ended before its last step, by interrupt or skip.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>False: kept only for the job that made it, and in no list of the gallery.</summary>
    public bool IsListed { get; init; } = true;

    /// <summary>Pictures that it was made from.</summary>
    public IReadOnlyList<long> Parents { get; init; } = [];

    public string MediaType => System.IO.Path.GetExtension(Path).ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".webp" => "image/webp",
        _ => "image/jpeg",
    };
}
