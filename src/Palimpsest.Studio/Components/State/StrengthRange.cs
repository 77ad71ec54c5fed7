namespace Palimpsest.Studio.Components.State;

/// <summary>A part of the scale of denoising strength, and what it does to a picture (docs/cookbook.md).</summary>
/// <param name="Typical">The value that its button sets.</param>
public sealed record StrengthRange(string Name, double From, double Below, double Typical, string Means)
{
    public static IReadOnlyList<StrengthRange> All { get; } =
    [
        new("Slight", 0, 0.4, 0.3, "Keeps every face: skin, light, small repairs."),
        new("Balanced", 0.4, 0.65, 0.55, "Changes clothes, light and style; the person stays."),
        new("Significant", 0.65, double.PositiveInfinity, 0.75, "Keeps only the composition: sketches become paintings."),
    ];

    public static StrengthRange Of(double strength) => All.First(range => range.Contains(strength));

    public bool Contains(double strength) => strength >= From && strength < Below;
}
