namespace Palimpsest.Studio.PalimpsestApi.Requests;

/// <summary>A picture, by one of its two fields.</summary>
public sealed record GivenPicture
{
    /// <summary>A picture's number in the gallery; the new one then counts it among those it came from.</summary>
    public long? Id { get; init; }

    /// <summary>A PNG or JPEG file in base64, or a data: URI.</summary>
    public string? Data { get; init; }
}
