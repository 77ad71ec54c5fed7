namespace Palimpsest.Compute.Kernels;

internal static unsafe partial class Elementwise
{
    internal static void AddVector<TSimd, TVector>(float* a, float* b, float* y, long count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        long i = 0;
        for (; i <= count - TSimd.Lanes; i += TSimd.Lanes)
        {
            TSimd.Store(TSimd.Add(TSimd.Load(a + i), TSimd.Load(b + i)), y + i);
        }

        if (i < count)
        {
            int rest = (int)(count - i);
            TSimd.Store(TSimd.Add(TSimd.Load(a + i, rest), TSimd.Load(b + i, rest)), y + i, rest);
        }
    }
}
