namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class Elementwise
{
    internal static void AddScalar(float* a, float* b, float* y, long count)
    {
        for (long i = 0; i < count; i++)
        {
            y[i] = a[i] + b[i];
        }
    }
}
