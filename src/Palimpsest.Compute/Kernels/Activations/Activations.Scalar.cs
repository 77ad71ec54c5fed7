namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class Activations
{
    /// <summary>The specification: computed in double precision, rounded once.</summary>
    internal static void IntoScalar<TFunction>(float* x, float* y, long count)
        where TFunction : struct, IScalarFunction
    {
        for (long i = 0; i < count; i++)
        {
            y[i] = (float)TFunction.Apply(x[i]);
        }
    }

    internal static void GeGluScalar(float* value, float* gate, float* destination, long count)
    {
        for (long i = 0; i < count; i++)
        {
            destination[i] = (float)(value[i] * Gelu.Apply(gate[i]));
        }
    }
}
