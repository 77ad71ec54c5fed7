namespace Palimpsest.TestKit;

/// <summary>Between the reference programs' [N,C,H,W] and the graphs' [N,H,W,C].</summary>
public static class ChannelsLast
{
    /// <summary>[N,C,H,W] as [N,H,W,C]; <paramref name="shape"/> is the former.</summary>
    public static float[] FromChannelsFirst(float[] x, IReadOnlyList<int> shape) => SwapLast(x, shape[0], shape[1], shape[2] * shape[3]);

    /// <summary>[N,H,W,C] as [N,C,H,W]; <paramref name="shape"/> is the former.</summary>
    public static float[] ToChannelsFirst(float[] x, IReadOnlyList<int> shape) => SwapLast(x, shape[0], shape[1] * shape[2], shape[3]);

    private static float[] SwapLast(float[] x, int samples, int rows, int columns)
    {
        var y = new float[x.Length];
        for (int i = 0; i < samples * rows * columns; i++)
        {
            int n = i / (rows * columns), row = i / columns % rows, column = i % columns;
            y[(n * columns + column) * rows + row] = x[i];
        }

        return y;
    }
}
