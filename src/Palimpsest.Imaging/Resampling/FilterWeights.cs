namespace Palimpsest.Imaging.Resampling;

/// <summary>
/// For each place of a resized line, the window of the source line it is made from and the weights in 22-bit fixed point, computed as Pillow
/// 9.5 computes them (in double, normalised, rounded half away from zero).
/// </summary>
internal sealed class FilterWeights
{
    /// <summary>Bits behind the point: 8-bit samples and a little overshoot still fit 32 bits.</summary>
    public const int Precision = 32 - 8 - 2;

    private readonly int[] _starts, _counts, _weights;
    private readonly int _stride;

    private FilterWeights(int size, int stride)
    {
        _starts = new int[size];
        _counts = new int[size];
        _weights = new int[checked(size * stride)];
        _stride = stride;
    }

    /// <summary>First source place of each window.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    public ReadOnlySpan<int> WeightsOf(int place) => _weights.AsSpan(place * _stride, _counts[place]);

    /// <param name="sourceSize">Samples of the source line.</param>
    /// <param name="from">Where the resized part of it begins.</param>
    /// <param name="to">Where it ends; may equal <paramref name="from"/>.</param>
    /// <param name="size">Samples of the resized line.</param>
    public static FilterWeights Compute(ResampleFilter filter, int sourceSize, float from, float to, int size)
    {
        double scale = (double)(to - from) / size, filterScale = Math.Max(scale, 1);
        double support = Support(filter) * filterScale, inverse = 1 / filterScale;
        var result = new FilterWeights(size, checked((int)Math.Ceiling(support) * 2 + 1));
        var values = new double[result._stride];
        for (int place = 0; place < size; place++)
        {
            double centre = from + (place + 0.5) * scale;
            int start = Math.Max(0, (int)(centre - support + 0.5)), end = Math.Min(sourceSize, (int)(centre + support + 0.5));
            int count = Math.Max(0, end - start);
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                values[i] = Evaluate(filter, (i + start - centre + 0.5) * inverse);
                sum += values[i];
            }

            result._starts[place] = start;
            result._counts[place] = count;
            for (int i = 0; i < count; i++)
            {
                double weight = (sum != 0 ? values[i] / sum : values[i]) * (1 << Precision);
                result._weights[place * result._stride + i] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }

        return result;
    }

    /// <summary>How far the filter reaches at scale 1.</summary>
    private static double Support(ResampleFilter filter) => filter switch
    {
        ResampleFilter.Box => 0.5,
        ResampleFilter.Bilinear or ResampleFilter.Hamming => 1,
        ResampleFilter.Bicubic => 2,
        ResampleFilter.Lanczos => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "This filter has no weights."),
    };

    private static double Evaluate(ResampleFilter filter, double x) => filter switch
    {
        ResampleFilter.Box => x is > -0.5 and <= 0.5 ? 1 : 0,
        ResampleFilter.Bilinear => Math.Max(0, 1 - Math.Abs(x)),
        ResampleFilter.Hamming => Math.Abs(x) < 1 ? Sinc(x) * (0.54 + 0.46 * Math.Cos(Math.PI * x)) : 0,
        ResampleFilter.Bicubic => Cubic(Math.Abs(x)),
        _ => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0,
    };

    private static double Cubic(double x)
    {
        const double a = -0.5;
        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1
            : x < 2 ? (((x - 5) * x + 8) * x - 4) * a
            : 0;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
