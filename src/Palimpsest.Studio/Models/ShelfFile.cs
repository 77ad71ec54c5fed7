namespace Palimpsest.Studio.Models;

/// <summary>A file of the data folder's models.</summary>
/// <param name="Name">As prompts, settings and infotexts call it.</param>
/// <param name="Path">Absolute.</param>
public sealed record ShelfFile(string Name, string Path)
{
    public long Bytes { get; init; }

    /// <summary>When the file was last written.</summary>
    public DateTimeOffset ModifiedAt { get; init; }
}
