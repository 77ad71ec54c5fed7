namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class GroupNorm
{
    internal static void RowSumsScalar(in GroupNormShape shape, float* x, double* sums)
    {
        for (int group = 0; group < shape.Groups; group++)
        {
            double sum = 0, squares = 0;
            for (int c = group * shape.GroupWidth; c < (group + 1) * shape.GroupWidth; c++)
            {
                ChannelSums(x + c, shape.W, shape.C, out double channelSum, out double channelSquares);
                sum += channelSum;
                squares += channelSquares;
            }

            sums[2 * group] = sum;
            sums[2 * group + 1] = squares;
        }
    }

    internal static void NormaliseScalar<TFunction>(float* x, float* y, float* scale, float* shift, long pixels, int channels)
        where TFunction : struct, IActivationFunction
    {
        for (long pixel = 0; pixel < pixels; pixel++, x += channels, y += channels)
        {
            for (int c = 0; c < channels; c++)
            {
                y[c] = (float)TFunction.Apply((double)x[c] * scale[c] + shift[c]);
            }
        }
    }

    private static void ChannelSums(float* x, int pixels, int stride, out double sum, out double squares)
    {
        sum = squares = 0;
        for (int i = 0; i < pixels; i++, x += stride)
        {
            double value = *x;
            sum += value;
            squares += value * value;
        }
    }
}
