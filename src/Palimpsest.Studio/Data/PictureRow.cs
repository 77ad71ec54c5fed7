using Palimpsest.Studio.Gallery;

namespace Palimpsest.Studio.Data;

/// <summary>A picture as it is stored: first with the path that its file will have, then, once the file is there, as written.</summary>
internal sealed class PictureRow
{
    public long Id { get; init; }

    public Guid? JobId { get; init; }

    /// <summary>The job's item that made it, from 0.</summary>
    public int Item { get; init; }

    public required GalleryPictureKind Kind { get; init; }

    /// <summary>Its place among the item's pictures of its kind.</summary>
    public required int Index { get; init; }

    /// <summary>Relative to the data folder, with "/".</summary>
    public required string Path { get; set; }

    /// <summary>Where it lay before it came into the bin.</summary>
    public string? PathBefore { get; set; }

    /// <summary>The files that were written with it and go where it goes, a line each: what stands in place of its extension, such as "-mask.png" or ".txt".</summary>
    public string Beside { get; init; } = "";

    public bool IsWritten { get; set; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required long Seed { get; init; }

    public required long Subseed { get; init; }

    public required string Prompt { get; init; }

    public required string NegativePrompt { get; init; }

    /// <summary>Both prompts in lower case.</summary>
    public required string SearchText { get; init; }

    public required string Infotext { get; init; }

    public required string ModelName { get; init; }

    public required string ModelHash { get; init; }

    public required string Sampler { get; init; }

    public required long CreatedAt { get; init; }

    public bool IsFavourite { get; set; }

    public long? BinnedAt { get; set; }

    public bool IsIncomplete { get; init; }

    public bool IsListed { get; init; } = true;

    public List<ParentRow> Parents { get; init; } = [];

    /// <summary>Those of <see cref="Beside"/> that are there, if the picture lies there.</summary>
    /// <param name="path">Absolute.</param>
    public string BesideAt(string path) => string.Join('\n', Lines(Beside).Where(suffix => File.Exists(System.IO.Path.ChangeExtension(path, null) + suffix)));

    /// <summary>The file and those beside it, if the picture lies there.</summary>
    /// <param name="path">Absolute.</param>
    public IReadOnlyList<string> FilesAt(string path) => FilesAt(path, Beside);

    /// <inheritdoc cref="FilesAt(string)"/>
    /// <param name="path">Absolute.</param>
    /// <param name="beside">Of the row.</param>
    public static IReadOnlyList<string> FilesAt(string path, string beside) =>
        [path, .. Lines(beside).Select(suffix => System.IO.Path.ChangeExtension(path, null) + suffix)];

    private static string[] Lines(string beside) => beside.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public GalleryPicture ToPicture(DataFolder folder) => new()
    {
        Id = Id,
        JobId = JobId,
        Kind = Kind,
        Index = Index,
        Path = folder.Absolute(Path),
        Width = Width,
        Height = Height,
        Seed = Seed,
        Subseed = Subseed,
        Prompt = Prompt,
        NegativePrompt = NegativePrompt,
        Infotext = Infotext,
        ModelName = ModelName,
        ModelHash = ModelHash,
        Sampler = Sampler,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        IsFavourite = IsFavourite,
        BinnedAt = BinnedAt is long binned ? DateTimeOffset.FromUnixTimeMilliseconds(binned) : null,
        IsIncomplete = IsIncomplete,
        IsListed = IsListed,
        Parents = [.. Parents.OrderBy(parent => parent.Place).Select(parent => parent.ParentId)],
    };
}
