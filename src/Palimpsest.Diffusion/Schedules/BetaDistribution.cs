namespace Palimpsest.Diffusion.Schedules;

/// <summary>The beta distribution on [0, 1], in double precision.</summary>
internal static class BetaDistribution
{
    /// <summary>
    /// Lanczos approximation with g = 7, n = 9, relative error about 1e-15 (P. Godfrey, "A note on the computation of the convergent Lanczos complex Gamma
    /// approximation", 2001).
    /// </summary>
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>The x at which the distribution function reaches <paramref name="probability"/> (scipy.stats.beta.ppf), by bisection: about 1e-16 in x.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A shape parameter is not a positive finite number.</exception>
    public static double Quantile(double probability, double alpha, double beta)
    {
        if (!(alpha > 0 && beta > 0 && double.IsFinite(alpha) && double.IsFinite(beta)))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), $"The beta schedule's alpha and beta must be above 0; they are {alpha:g9} and {beta:g9}.");
        }

        if (probability is <= 0 or >= 1)
        {
            return probability <= 0 ? 0 : 1;
        }

        double low = 0, high = 1;

        // 1100 halvings reach the smallest double; the loop ends as soon as there is none between the two.
        for (int i = 0; i < 1100; i++)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                break;
            }

            (low, high) = Cumulative(middle, alpha, beta) < probability ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The regularised incomplete beta function I_x(alpha, beta).</summary>
    public static double Cumulative(double x, double alpha, double beta)
    {
        if (x is <= 0 or >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        double front = Math.Exp(
            LogGamma(alpha + beta) - LogGamma(alpha) - LogGamma(beta) + (alpha * Math.Log(x)) + (beta * Math.Log(1 - x)));

        // The fraction converges quickly left of the mean; right of it the mirrored one does.
        return x < (alpha + 1) / (alpha + beta + 2)
            ? front * ContinuedFraction(x, alpha, beta) / alpha
            : 1 - (front * ContinuedFraction(1 - x, beta, alpha) / beta);
    }

    /// <summary>Lentz's evaluation of the incomplete beta function's continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22).</summary>
    private static double ContinuedFraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        double c = 1, d = 1 / NotZero(1 - ((a + b) * x / (a + 1))), fraction = d;
        for (int m = 1; m <= 10_000; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            fraction *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            fraction *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-16)
            {
                break;
            }
        }

        return fraction;

        static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }

    private static double LogGamma(double x)
    {
        if (x < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        }

        double sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (x - 1 + i);
        }

        double t = x + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
