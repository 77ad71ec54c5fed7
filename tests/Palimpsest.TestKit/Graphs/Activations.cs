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
        Activation.Relu => Math.Max(x, 0),
        Activation.SoftClamp => 3 * Math.Tanh(x / 3),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.Tanh => Math.Tanh(x),
        Activation.LeakyRelu => Math.Max(x, 0) + (0.01 * Math.Min(x, 0)),
        Activation.Elu => x > 0 ? x : Math.Exp(x) - 1,
        Activation.Selu => 1.0507009873554804934193349852946 * (x > 0 ? x : 1.6732632423543772848170429916717 * (Math.Exp(x) - 1)),
        Activation.Relu6 => Math.Clamp(x, 0, 6),
        Activation.Rrelu => x >= 0 ? x : x * ((1.0 / 8) + (1.0 / 3)) / 2,
        Activation.Hardswish => x * Math.Clamp(x + 3, 0, 6) / 6,
        Activation.Hardsigmoid => Math.Clamp((x / 6) + 0.5, 0, 1),
        Activation.Hardtanh => Math.Clamp(x, -1, 1),
        Activation.Hardshrink => Math.Abs(x) > 0.5 ? x : 0,
        Activation.Softshrink => Math.Sign(x) * Math.Max(Math.Abs(x) - 0.5, 0),
        Activation.Tanhshrink => x - Math.Tanh(x),
        Activation.Mish => x * Math.Tanh(Math.Log(1 + Math.Exp(x))),
        Activation.Softplus => Math.Log(1 + Math.Exp(x)),
        Activation.Softsign => x / (1 + Math.Abs(x)),
        Activation.LogSigmoid => -Math.Log(1 + Math.Exp(-x)),
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
