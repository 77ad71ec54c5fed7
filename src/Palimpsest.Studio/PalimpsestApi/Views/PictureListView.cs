namespace Palimpsest.Studio.PalimpsestApi.Views;

/// <summary>A part of a list of pictures.</summary>
/// <param name="Total">How many there are in all.</param>
public sealed record PictureListView(IReadOnlyList<PictureView> Pictures, int Total);
