using Palimpsest.Imaging;

namespace Palimpsest.Studio.Gallery;

/// <summary>A picture to keep that no job made.</summary>
/// <param name="Picture">1 to 4 channels.</param>
/// <param name="Infotext">What its file carries as "parameters"; null: nothing.</param>
/// <param name="Parents">Pictures that it was made from.</param>
/// <param name="Folder">Within the outputs: "extras-images".</param>
public sealed record GalleryAddition(Picture Picture, string? Infotext, IReadOnlyList<long> Parents, string Folder = "extras-images");
