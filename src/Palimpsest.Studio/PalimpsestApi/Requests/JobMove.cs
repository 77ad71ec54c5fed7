namespace Palimpsest.Studio.PalimpsestApi.Requests;

/// <summary>A new place for a waiting job.</summary>
public sealed record JobMove
{
    /// <summary>The waiting job that comes after it; null: to the end.</summary>
    public required Guid? Before { get; init; }
}
