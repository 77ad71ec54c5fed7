namespace Palimpsest.Studio.Components.State;

/// <summary>The values of the comparison by one click: the present one, with one below and one above.</summary>
public static class ComparedValues
{
    private const double StrengthStep = 0.2, ScaleStep = 3;

    /// <summary>Three denoising strengths within 0 to 1.</summary>
    public static IReadOnlyList<double> Strengths(double present) => Around(present, StrengthStep, 0, 1);

    /// <summary>Three CFG scales of at least 1.</summary>
    public static IReadOnlyList<double> Scales(double present) => Around(present, ScaleStep, 1, 30);

    private static IReadOnlyList<double> Around(double present, double step, double least, double most)
    {
        double middle = Math.Clamp(present, least + step, most - step);
        return [.. new[] { middle - step, middle, middle + step }.Select(value => Math.Round(value, 2))];
    }
}
