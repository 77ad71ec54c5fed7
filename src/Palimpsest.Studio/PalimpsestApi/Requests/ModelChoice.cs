namespace Palimpsest.Studio.PalimpsestApi.Requests;

/// <summary>The checkpoint to use from now on.</summary>
public sealed record ModelChoice
{
    /// <summary>Its title, file name or hash.</summary>
    public required string Name { get; init; }
}
