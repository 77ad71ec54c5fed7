namespace Palimpsest.Studio.Data;

/// <summary>That one picture was made from another. The other may be gone.</summary>
internal sealed class ParentRow
{
    public long PictureId { get; init; }

    /// <summary>Its place among the parents.</summary>
    public required int Place { get; init; }

    public required long ParentId { get; init; }
}
