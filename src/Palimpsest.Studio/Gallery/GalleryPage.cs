namespace Palimpsest.Studio.Gallery;

/// <summary>A part of a list of pictures.</summary>
/// <param name="Total">How many there are in all.</param>
public sealed record GalleryPage(IReadOnlyList<GalleryPicture> Pictures, int Total);
