namespace Palimpsest.Studio.Inputs;

/// <summary>A picture to begin with, kept by the server.</summary>
/// <param name="Id">See <see cref="InputPictures"/>.</param>
/// <param name="Width">Pixels, as the picture is shown.</param>
/// <param name="Height">Pixels.</param>
public sealed record ChosenPicture(string Id, int Width, int Height)
{
    /// <summary>The file's name, for people.</summary>
    public string Name { get; init; } = "picture";

    /// <summary>The picture of the gallery that it is; null when it came from outside.</summary>
    public long? GalleryId { get; init; }

    public string Address => $"{StudioAddresses.Inputs}/{Id}";
}
