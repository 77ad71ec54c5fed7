using Palimpsest.Studio.Gallery;

namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>A picture of the gallery.</summary>
public sealed record PictureView
{
    public required long Id { get; init; }

    public Guid? JobId { get; init; }

    public required GalleryPictureKind Kind { get; init; }

    /// <summary>Where its file is to be had.</summary>
    public required string File { get; init; }

    public required string FileName { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required long Seed { get; init; }

    public required string Prompt { get; init; }

    public required string NegativePrompt { get; init; }

    /// <summary>The model's name and short hash.</summary>
    public required string Model { get; init; }

    public required string ModelHash { get; init; }

    public required string Sampler { get; init; }

    /// <summary>All that it was made with, as its file says.</summary>
    public required string Infotext { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsFavourite { get; init; }

    /// <summary>Ended before its last step.</summary>
    public bool IsIncomplete { get; init; }

    public DateTimeOffset? BinnedAt { get; init; }

    /// <summary>Pictures that it was made from.</summary>
    public required IReadOnlyList<long> Parents { get; init; }

    internal static PictureView Of(GalleryPicture picture) => new()
    {
        Id = picture.Id,
        JobId = picture.JobId,
        Kind = picture.Kind,
        File = $"/api/v1/pictures/{picture.Id}/file",
        FileName = Path.GetFileName(picture.Path),
        Width = picture.Width,
        Height = picture.Height,
        Seed = picture.Seed,
        Prompt = picture.Prompt,
        NegativePrompt = picture.NegativePrompt,
        Model = picture.ModelName,
        ModelHash = picture.ModelHash,
        Sampler = picture.Sampler,
        Infotext = picture.Infotext,
        CreatedAt = picture.CreatedAt,
        IsFavourite = picture.IsFavourite,
        IsIncomplete = picture.IsIncomplete,
        BinnedAt = picture.BinnedAt,
        Parents = picture.Parents,
    };
}
