namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class LayerNorm
{
    internal static void ApplyVector<TSimd, TVector>(
        float* x, float* y, float* gamma, float* beta, float epsilon, long rows, int channels)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int whole = channels - channels % TSimd.Lanes;
        int rest = channels - whole;
        for (long row = 0; row < rows; row++, x += channels, y += channels)
        {
            float mean = (float)((double)Sum<TSimd, TVector>(x, channels) / channels);
            double squares = SquaredDeviations<TSimd, TVector>(x, mean, channels);
            float inverse = (float)(1 / Math.Sqrt(squares / channels + epsilon));
            TVector means = TSimd.Broadcast(mean);
            TVector inverses = TSimd.Broadcast(inverse);
            for (int c = 0; c < whole; c += TSimd.Lanes)
            {
                TVector normal = TSimd.Multiply(TSimd.Subtract(TSimd.Load(x + c), means), inverses);
                TSimd.Store(TSimd.Fma(normal, TSimd.Load(gamma + c), TSimd.Load(beta + c)), y + c);
            }

            if (rest > 0)
            {
                TVector normal = TSimd.Multiply(TSimd.Subtract(TSimd.Load(x + whole, rest), means), inverses);
                TSimd.Store(TSimd.Fma(normal, TSimd.Load(gamma + whole, rest), TSimd.Load(beta + whole, rest)), y + whole, rest);
            }
        }
    }

    /// <summary>Even vectors into one register, odd ones into another, the rest into the first; then both, then across lanes.</summary>
    private static float Sum<TSimd, TVector>(float* x, int channels)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector even = TSimd.Broadcast(0), odd = TSimd.Broadcast(0);
        int c = 0;
        for (; c <= channels - 2 * TSimd.Lanes; c += 2 * TSimd.Lanes)
        {
            even = TSimd.Add(even, TSimd.Load(x + c));
            odd = TSimd.Add(odd, TSimd.Load(x + c + TSimd.Lanes));
        }

        for (; c < channels; c += TSimd.Lanes)
        {
            even = TSimd.Add(even, TSimd.Load(x + c, Math.Min(TSimd.Lanes, channels - c)));
        }

        return TSimd.Sum(TSimd.Add(even, odd));
    }

    /// <summary>Σ (x - mean)² in the order of <see cref="Sum"/>.</summary>
    private static float SquaredDeviations<TSimd, TVector>(float* x, float mean, int channels)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector even = TSimd.Broadcast(0), odd = TSimd.Broadcast(0), means = TSimd.Broadcast(mean);
        int c = 0;
        for (; c <= channels - 2 * TSimd.Lanes; c += 2 * TSimd.Lanes)
        {
            TVector a = TSimd.Subtract(TSimd.Load(x + c), means);
            TVector b = TSimd.Subtract(TSimd.Load(x + c + TSimd.Lanes), means);
            even = TSimd.Fma(a, a, even);
            odd = TSimd.Fma(b, b, odd);
        }

        for (; c < channels; c += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, channels - c);
            TVector deviation = TSimd.Subtract(TSimd.Load(x + c, count), means);
            TVector inside = TSimd.LessThan(TSimd.Indices, TSimd.Broadcast(count));
            deviation = TSimd.Select(inside, deviation, TSimd.Broadcast(0));
            even = TSimd.Fma(deviation, deviation, even);
        }

        return TSimd.Sum(TSimd.Add(even, odd));
    }
}
