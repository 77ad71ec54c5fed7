namespace Palimpsest.Imaging.Resampling;

/// <summary>For each place of a resized line, the places of the source line it is made from and their weights, in float32 as torch computes them.</summary>
internal sealed class InterpolationTaps
{
    // Cubic convolution: torch keeps OpenCV's a, but takes Pillow's where it antialiases.
    private const float PlainCubicA = -0.75f, AntialiasedCubicA = -0.5f;

    private InterpolationTaps(int size, int most)
    {
        Most = most;
        Counts = new int[size];
        Places = new int[checked(size * most)];
        Weights = new float[size * most];
    }

    /// <summary>Room for taps a place: tap t of place p is at p · Most + t.</summary>
    public int Most { get; }

    public int[] Counts { get; }

    public int[] Places { get; }

    public float[] Weights { get; }

    public static InterpolationTaps Compute(InterpolationMode mode, bool antialias, int sourceSize, int size)
    {
        float scale = (float)sourceSize / size;
        return mode switch
        {
            InterpolationMode.Nearest => NearestTaps(sourceSize, size, scale, 0),
            InterpolationMode.NearestExact => NearestTaps(sourceSize, size, scale, 0.5f),
            InterpolationMode.Bilinear when antialias => AntialiasedTaps(sourceSize, size, scale, 1, Triangle),
            InterpolationMode.Bilinear => LinearTaps(sourceSize, size, scale),
            InterpolationMode.Bicubic when antialias => AntialiasedTaps(sourceSize, size, scale, 2, AntialiasedCubic),
            InterpolationMode.Bicubic => CubicTaps(sourceSize, size, scale),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such mode."),
        };
    }

    private static InterpolationTaps NearestTaps(int sourceSize, int size, float scale, float offset)
    {
        var taps = new InterpolationTaps(size, 1);
        for (int i = 0; i < size; i++)
        {
            taps.Add(i, Math.Min((int)((i + offset) * scale), sourceSize - 1), 1);
        }

        return taps;
    }

    private static InterpolationTaps LinearTaps(int sourceSize, int size, float scale)
    {
        var taps = new InterpolationTaps(size, 2);
        for (int i = 0; i < size; i++)
        {
            float position = Math.Max(0, Position(i, scale));
            int place = (int)position;
            float second = position - place;
            taps.Add(i, place, 1 - second);
            taps.Add(i, Math.Min(place + 1, sourceSize - 1), second);
        }

        return taps;
    }

    private static InterpolationTaps CubicTaps(int sourceSize, int size, float scale)
    {
        var taps = new InterpolationTaps(size, 4);
        for (int i = 0; i < size; i++)
        {
            float position = Position(i, scale), floor = MathF.Floor(position), fraction = position - floor;
            for (int t = -1; t <= 2; t++)
            {
                taps.Add(i, Math.Clamp((int)floor + t, 0, sourceSize - 1), PlainCubic(Math.Abs(fraction - t)));
            }
        }

        return taps;
    }

    private static InterpolationTaps AntialiasedTaps(int sourceSize, int size, float scale, float reach, Func<float, float> filter)
    {
        float widening = Math.Max(scale, 1), support = reach * widening, inverse = 1 / widening;
        var taps = new InterpolationTaps(size, checked((int)Math.Ceiling(support) * 2 + 1));
        for (int i = 0; i < size; i++)
        {
            float centre = (float)(scale * (i + 0.5)), sum = 0;
            int start = Math.Max(0, (int)(centre - support + 0.5f)), end = Math.Min(sourceSize, (int)(centre + support + 0.5f));
            for (int place = start; place < end; place++)
            {
                float weight = filter((float)Math.Abs((place - centre + 0.5) * inverse));
                taps.Add(i, place, weight);
                sum += weight;
            }

            for (int t = 0; t < taps.Counts[i]; t++)
            {
                taps.Weights[i * taps.Most + t] /= sum;
            }
        }

        return taps;
    }

    // torch's build fuses its multiplications and additions here and in the cubics; done with two roundings they are up to 2e-6 off.
    private static float Position(int place, float scale) => MathF.FusedMultiplyAdd(scale, place + 0.5f, -0.5f);

    private static float Triangle(float x) => Math.Max(0, 1 - x);

    private static float PlainCubic(float x)
    {
        const float a = PlainCubicA;
        return x < 1 ? NearCubic(x, a)
            : x < 2 ? MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(a, x, -5 * a), x, 8 * a), x, -4 * a)
            : 0;
    }

    private static float AntialiasedCubic(float x)
    {
        const float a = AntialiasedCubicA;
        return x < 1 ? NearCubic(x, a)
            : x < 2 ? MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(x - 5, x, 8), x, -4) * a
            : 0;
    }

    private static float NearCubic(float x, float a) => MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(a + 2, x, -(a + 3)) * x, x, 1);

    private void Add(int index, int place, float weight)
    {
        int at = index * Most + Counts[index]++;
        Places[at] = place;
        Weights[at] = weight;
    }
}
