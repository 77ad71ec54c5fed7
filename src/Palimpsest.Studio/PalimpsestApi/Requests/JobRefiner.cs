namespace Palimpsest.Studio.PalimpsestApi.Requests;

/// <summary>Another checkpoint that takes over on the way.</summary>
public sealed record JobRefiner
{
    public required string Model { get; init; }

    /// <summary>The part of the noise after which it takes over, 0 to 1.</summary>
    public double SwitchAt { get; init; } = 0.8;
}
