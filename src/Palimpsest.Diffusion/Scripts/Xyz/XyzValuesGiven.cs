namespace Palimpsest.Diffusion.Scripts.Xyz;

/// <summary>One axis of a plot as it was asked for.</summary>
/// <param name="Values">As typed, "3, 9": written to the infotext like this.</param>
public sealed record XyzValuesGiven(XyzAxis Axis, string Values)
{
    /// <summary>The values between commas as they are typed, ranges not yet written out.</summary>
    public static IReadOnlyList<string> Items(string values) => XyzValues.Csv(values);

    public static XyzValuesGiven Nothing { get; } = new(XyzAxes.All[0], "");
}
