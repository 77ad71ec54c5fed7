namespace Palimpsest.Studio.Data;

/// <summary>That an accepted request came with a picture: which pictures are needed is known without reading requests.</summary>
internal sealed class RequestPictureRow
{
    public required Guid JobId { get; init; }

    /// <summary>The picture's among the <see cref="Jobs.Requests.GivenPictures"/>; other texts that look like a hash are among them.</summary>
    public required string Hash { get; init; }
}
