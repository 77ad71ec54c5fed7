namespace Palimpsest.Compute.Kernels;

/// <summary>A function of one number.</summary>
internal interface IScalarFunction
{
    static abstract double Apply(double x);
}
