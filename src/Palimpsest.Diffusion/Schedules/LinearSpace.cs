namespace Palimpsest.Diffusion.Schedules;

/// <summary>Evenly spaced values as torch.linspace computes them: the first half counts up from the start, the second half down from the end.</summary>
internal static class LinearSpace
{
    /// <summary>
    /// Products and sums are fused, as in torch's build for AVX2. The last bit matters: the SDE samplers' noise depends on a sigma's sixth decimal.
    /// </summary>
    public static float[] Floats(float start, float end, int count)
    {
        var values = new float[count];
        float step = count > 1 ? (end - start) / (count - 1) : 0;
        for (int i = 0; i < count; i++)
        {
            values[i] = i < count / 2 || count == 1
                ? MathF.FusedMultiplyAdd(step, i, start)
                : MathF.FusedMultiplyAdd(-step, count - 1 - i, end);
        }

        return values;
    }

    public static double[] Doubles(double start, double end, int count)
    {
        var values = new double[count];
        double step = count > 1 ? (end - start) / (count - 1) : 0;
        for (int i = 0; i < count; i++)
        {
            values[i] = i < count / 2 || count == 1 ? start + (step * i) : end - (step * (count - 1 - i));
        }

        return values;
    }
}
