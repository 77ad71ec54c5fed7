namespace Palimpsest.Diffusion.Schedules;

/// <summary>
/// Functions of float32, computed in double and rounded once. The C library behind <see cref="MathF"/> differs between systems in the last bit, which the
/// SDE samplers' noise would show; these do not.
/// </summary>
internal static class SingleMath
{
    public static float Exp(float x) => (float)Math.Exp(x);

    public static float Log(float x) => (float)Math.Log(x);

    public static float Pow(float x, float y) => (float)Math.Pow(x, y);

    public static float Tan(float x) => (float)Math.Tan(x);

    public static float Atan(float x) => (float)Math.Atan(x);
}
