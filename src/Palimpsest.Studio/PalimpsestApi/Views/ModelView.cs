using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>A checkpoint.</summary>
public sealed record ModelView
{
    /// <summary>The file's name, and its short hash once it is known.</summary>
    public required string Title { get; init; }

    public required string Name { get; init; }

    public string? Sha256 { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Whether requests without a model are made with it.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>Whether it is in memory.</summary>
    public required bool IsLoaded { get; init; }

    /// <summary>Shipped with the program.</summary>
    public required bool IsEmbedded { get; init; }

    internal static ModelView Of(ShelfCheckpoint checkpoint, IModelShelf shelf) => new()
    {
        Title = checkpoint.Title,
        Name = checkpoint.ModelName,
        Sha256 = checkpoint.Sha256,
        Bytes = checkpoint.Bytes,
        IsCurrent = checkpoint.Path == shelf.Current.Path,
        IsLoaded = checkpoint.IsLoaded,
        IsEmbedded = checkpoint.IsEmbedded,
    };
}
