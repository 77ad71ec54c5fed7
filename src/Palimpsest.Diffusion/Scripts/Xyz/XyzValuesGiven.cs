namespace Palimpsest.Diffusion.Scripts.Xyz;

/// <summary>One axis of a plot as it was asked for.</summary>
/// <param name="Values">As typed, "3, 9": written to the infotext like this.</param>
public sealed record XyzValuesGiven(XyzAxis Axis, string Values)
{
    public static XyzValuesGiven Nothing { get; } = new(XyzAxes.All[0], "");
}
