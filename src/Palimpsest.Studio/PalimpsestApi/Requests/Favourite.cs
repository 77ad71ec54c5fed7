namespace Palimpsest.Studio.PalimpsestApi.Requests;

/// <summary>Whether a picture is a favourite.</summary>
public sealed record Favourite
{
    public required bool IsFavourite { get; init; }
}
