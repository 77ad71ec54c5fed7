namespace Palimpsest.Imaging.Colour;

/// <summary>
/// Look-up tables of <see cref="LabConversion"/>. CIE L*a*b* (1976) under D65, with sRGB's transfer function (IEC 61966-2-1), in the fixed point that
/// OpenCV 4's 8-bit conversions work in.
/// </summary>
internal static class LabTables
{
    /// <summary>Bits after the point: linear light, matrix coefficients, cube roots; and those of the way back.</summary>
    public const int LightBits = 3, MatrixBits = 12, RootBits = MatrixBits + LightBits, BackBits = 14, InverseLightBits = 12;

    /// <summary>The smallest value that <see cref="Cubed"/> is asked about: its index 0.</summary>
    public const int LeastRoot = -8145;

    private const int Roots = 256 * 3 / 2 << LightBits, One = 1 << BackBits;

    /// <summary>8-bit sRGB to linear light, 255 · 2³ at most.</summary>
    public static readonly ushort[] Linear = [.. Enumerable.Range(0, 256).Select(value => (ushort)Round(255 * (1 << LightBits) * ToLinear(value / 255.0)))];

    /// <summary>Linear light of <see cref="InverseLightBits"/> bits to 8-bit sRGB.</summary>
    public static readonly byte[] Gamma =
        [.. Enumerable.Range(0, 1 << InverseLightBits).Select(value => (byte)Round(255 * FromLinear(value / (double)(1 << InverseLightBits))))];

    /// <summary>CIE's f(t): the cube root, and a line near 0. By linear light.</summary>
    public static readonly ushort[] Root = [.. Enumerable.Range(0, Roots).Select(value => (ushort)Round((1 << RootBits) * (double)RootOf(value)))];

    /// <summary>Y and f(Y) of every 8-bit L.</summary>
    public static readonly (int Y, int Root)[] Lightness = [.. Enumerable.Range(0, 256).Select(OfLightness)];

    /// <summary>f⁻¹, by a value of <see cref="BackBits"/> bits less <see cref="LeastRoot"/>. The divisions round towards 0, one after the other.</summary>
    public static readonly int[] Cubed = [.. Enumerable.Range(LeastRoot, One * 9 / 4).Select(OfRoot)];

    private static double ToLinear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static double FromLinear(double light) => light <= 0.0031308 ? light * 12.92 : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055;

    /// <summary>In float32 with the cube root cut off, not rounded, to its 24 bits, as OpenCV's software floats have it: some entries depend on that.</summary>
    private static float RootOf(int value)
    {
        float light = 1f / (255 * (1 << LightBits)) * value;
        return light < 216f / 24389 ? MathF.FusedMultiplyAdd(light, 841f / 108, 16f / 116) : CutOff(Math.Cbrt(light));
    }

    private static float CutOff(double value)
    {
        float rounded = (float)value;
        return rounded > value ? MathF.BitDecrement(rounded) : rounded;
    }

    /// <summary>Up to L = 8, which is 20 of 255, f is a line.</summary>
    private static (int Y, int Root) OfLightness(int lightness)
    {
        if (lightness <= 20)
        {
            return (Round(lightness * One * 20.0 * 9 / (17.0 * 29 * 29 * 29)), Round(One * ((16.0 / 116) + (lightness * 5.0 / (3 * 17 * 29)))));
        }

        double root = (lightness * 100.0 * One / (255 * 116)) + (16.0 * One / 116);
        return (Round(root * root * root / ((double)One * One)), Round(root));
    }

    // 3390 is 6/29 of One, where the line meets the cube.
    private static int OfRoot(int root) =>
        root <= 3390 ? (root * 108 / 841) - (One * 16 / 116 * 108 / 841) : (int)((long)root * root / One * root / One);

    private static int Round(double value) => (int)Math.Round(value, MidpointRounding.ToEven);
}
