using System.Diagnostics;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// Activations of hypernetworks and of small autoencoders' latents: too rare, or run over too little, for vector code. Computed in double
/// precision and rounded once; parameters are torch.nn's defaults.
/// </summary>
internal static unsafe class RareActivations
{
    /// <summary>y[i] = f(x[i]); x and y may be the same array.</summary>
    public static void Into(Activation activation, float* x, float* y, long count)
    {
        switch (activation)
        {
            case Activation.SoftClamp: Activations.IntoScalar<SoftClamp>(x, y, count); break;
            case Activation.Sigmoid: Activations.IntoScalar<Sigmoid>(x, y, count); break;
            case Activation.Tanh: Activations.IntoScalar<Tanh>(x, y, count); break;
            case Activation.LeakyRelu: Activations.IntoScalar<LeakyRelu>(x, y, count); break;
            case Activation.Elu: Activations.IntoScalar<Elu>(x, y, count); break;
            case Activation.Selu: Activations.IntoScalar<Selu>(x, y, count); break;
            case Activation.Relu6: Activations.IntoScalar<Relu6>(x, y, count); break;
            case Activation.Rrelu: Activations.IntoScalar<Rrelu>(x, y, count); break;
            case Activation.Hardswish: Activations.IntoScalar<Hardswish>(x, y, count); break;
            case Activation.Hardsigmoid: Activations.IntoScalar<Hardsigmoid>(x, y, count); break;
            case Activation.Hardtanh: Activations.IntoScalar<Hardtanh>(x, y, count); break;
            case Activation.Hardshrink: Activations.IntoScalar<Hardshrink>(x, y, count); break;
            case Activation.Softshrink: Activations.IntoScalar<Softshrink>(x, y, count); break;
            case Activation.Tanhshrink: Activations.IntoScalar<Tanhshrink>(x, y, count); break;
            case Activation.Mish: Activations.IntoScalar<Mish>(x, y, count); break;
            case Activation.Softplus: Activations.IntoScalar<Softplus>(x, y, count); break;
            case Activation.Softsign: Activations.IntoScalar<Softsign>(x, y, count); break;
            case Activation.LogSigmoid: Activations.IntoScalar<LogSigmoid>(x, y, count); break;
            default: throw new UnreachableException($"Activation {activation} has no kernel.");
        }
    }

    /// <summary>e^x - 1 for x up to 0, without losing digits near 0: e^x - 1 = tanh(x/2)·(e^x + 1).</summary>
    private static double ExpM1(double x) => Math.Tanh(x / 2) * (Math.Exp(x) + 1);

    /// <summary>ln(1 + e^x) without overflow; torch's softplus is x itself beyond 20, where the difference is below 3e-9.</summary>
    private static double LogOnePlusExp(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));

    private readonly struct SoftClamp : IScalarFunction
    {
        public static double Apply(double x) => 3 * Math.Tanh(x / 3);
    }

    private readonly struct Sigmoid : IScalarFunction
    {
        public static double Apply(double x) => 1 / (1 + Math.Exp(-x));
    }

    private readonly struct Tanh : IScalarFunction
    {
        public static double Apply(double x) => Math.Tanh(x);
    }

    private readonly struct LeakyRelu : IScalarFunction
    {
        public static double Apply(double x) => x < 0 ? 0.01 * x : x;
    }

    private readonly struct Elu : IScalarFunction
    {
        public static double Apply(double x) => x < 0 ? ExpM1(x) : x;
    }

    private readonly struct Selu : IScalarFunction
    {
        // Klambauer et al. 2017, section "Self-normalizing": the fixed point of mean 0 and variance 1.
        private const double Alpha = 1.6732632423543772, Scale = 1.0507009873554805;

        public static double Apply(double x) => Scale * (x < 0 ? Alpha * ExpM1(x) : x);
    }

    private readonly struct Relu6 : IScalarFunction
    {
        public static double Apply(double x) => Math.Min(Math.Max(x, 0), 6);
    }

    private readonly struct Rrelu : IScalarFunction
    {
        public static double Apply(double x) => x < 0 ? 11.0 / 48 * x : x;
    }

    private readonly struct Hardswish : IScalarFunction
    {
        public static double Apply(double x) => x * Math.Min(Math.Max(x + 3, 0), 6) / 6;
    }

    private readonly struct Hardsigmoid : IScalarFunction
    {
        public static double Apply(double x) => Math.Min(Math.Max(x + 3, 0), 6) / 6;
    }

    private readonly struct Hardtanh : IScalarFunction
    {
        public static double Apply(double x) => Math.Min(Math.Max(x, -1), 1);
    }

    private readonly struct Hardshrink : IScalarFunction
    {
        public static double Apply(double x) => x is >= -0.5 and <= 0.5 ? 0 : x;
    }

    private readonly struct Softshrink : IScalarFunction
    {
        public static double Apply(double x) => x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0 * x;
    }

    private readonly struct Tanhshrink : IScalarFunction
    {
        public static double Apply(double x) => x - Math.Tanh(x);
    }

    private readonly struct Mish : IScalarFunction
    {
        public static double Apply(double x) => x * Math.Tanh(LogOnePlusExp(x));
    }

    private readonly struct Softplus : IScalarFunction
    {
        public static double Apply(double x) => LogOnePlusExp(x);
    }

    private readonly struct Softsign : IScalarFunction
    {
        public static double Apply(double x) => x / (1 + Math.Abs(x));
    }

    private readonly struct LogSigmoid : IScalarFunction
    {
        public static double Apply(double x) => -LogOnePlusExp(-x);
    }
}
