namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class LayerNorm
{
    /// <summary>The specification: computed in double precision, rounded once.</summary>
    internal static void ApplyScalar(float* x, float* y, float* gamma, float* beta, float epsilon, long rows, int channels)
    {
        for (long row = 0; row < rows; row++, x += channels, y += channels)
        {
            double sum = 0, squares = 0;
            for (int c = 0; c < channels; c++)
            {
                sum += x[c];
            }

            double mean = sum / channels;
            for (int c = 0; c < channels; c++)
            {
                double deviation = x[c] - mean;
                squares += deviation * deviation;
            }

            double inverse = 1 / Math.Sqrt(squares / channels + epsilon);
            for (int c = 0; c < channels; c++)
            {
                y[c] = (float)((x[c] - mean) * inverse * gamma[c] + beta[c]);
            }
        }
    }
}
