using Palimpsest.Compute;

namespace Palimpsest.TestKit;

/// <summary>The activation functions in double precision, by their definitions.</summary>
public static class Activations
{
    public static double Apply(Activation activation, double x) => activation switch
    {
        Activation.None => x,
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.Gelu => x * 0.5 * (1 + Erf(x / Math.Sqrt(2))),
        Activation.QuickGelu => x / (1 + Math.Exp(-1.702 * x)),
        _ => throw new NotSupportedException($"{activation} has no plain evaluation yet: add one here."),
    };

    /// <summary>
    /// The error function to about 1e-15: Abramowitz and Stegun 7.1.6 (all terms positive, so nothing cancels); beyond 6 it is 1 in double precision.
    /// </summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x) || Math.Abs(x) > 6)
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
