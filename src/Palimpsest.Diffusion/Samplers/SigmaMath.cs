using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Samplers;

/// <summary>Scalar arithmetic that samplers share, in float32 as the reference computes it.</summary>
internal static class SigmaMath
{
    /// <summary>t = -ln σ, in which the DPM solvers step (Lu et al., "DPM-Solver", 2022, with α = 1).</summary>
    public static float Time(float sigma) => -SingleMath.Log(sigma);

    /// <summary>σ = e^-t.</summary>
    public static float Sigma(float time) => SingleMath.Exp(-time);

    /// <summary>e^x - 1 without the loss of digits near 0 (W. Kahan's correction).</summary>
    public static float ExpM1(float x)
    {
        double power = Math.Exp(x);
        double difference = power - 1;
        return power == 1 ? x : difference == -1 || double.IsInfinity(power) ? (float)difference : (float)(difference * x / Math.Log(power));
    }

    /// <summary>Splits a step into one down to a lower sigma and fresh noise that brings it up again (Song et al. 2021; k-diffusion's ancestral step).</summary>
    /// <param name="eta">0: no noise; 1: all that the variance allows.</param>
    public static (float Down, float Up) Ancestral(float from, float to, float eta)
    {
        if (eta == 0)
        {
            return (to, 0);
        }

        float up = MathF.Min(to, eta * MathF.Sqrt(to * to * ((from * from) - (to * to)) / (from * from)));
        return (MathF.Sqrt((to * to) - (up * up)), up);
    }
}
