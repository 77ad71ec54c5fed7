using System.Numerics;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// What happens to a row of sums on its way to memory: + bias, + the sample's channel bias, activation (or GEGLU), + residual.
/// Elementwise, so neither blocks nor workers can change a bit.
/// </summary>
internal sealed unsafe class GemmEpilogue
{
    /// <summary>Per packed column, or null.</summary>
    public float* Bias { get; init; }

    /// <summary>[N, columns], or null.</summary>
    public float* ChannelBias { get; init; }

    /// <summary>Rows that share a row of <see cref="ChannelBias"/>.</summary>
    public long RowsPerSample { get; init; } = 1;

    public Activation Activation { get; init; }

    /// <summary>Same shape as the destination, and may be the destination; or null.</summary>
    public float* Residual { get; init; }

    /// <summary>The block of columns holds values in its first half and their gates in the second; the result is half as wide.</summary>
    public bool GeGlu { get; init; }

    public float* Destination { get; init; }

    /// <summary>Floats from one destination row to the next.</summary>
    public int Stride { get; init; }

    /// <summary>Writes <paramref name="count"/> sums of <paramref name="row"/> that start at <paramref name="column"/> (packed columns; the sums are overwritten).</summary>
    public void Write(long row, int column, int count, float* sums)
    {
        if (Bias != null)
        {
            Accumulate(sums, Bias + column, count);
        }

        if (ChannelBias != null)
        {
            Accumulate(sums, ChannelBias + row / RowsPerSample * Stride + column, count);
        }

        if (GeGlu)
        {
            WriteGated(row, column / 2, count, sums);
            return;
        }

        float* destination = Destination + row * Stride + column;
        if (Activation != Activation.None)
        {
            Activations.InPlace(Activation, sums, count);
        }

        if (Residual != null)
        {
            Accumulate(sums, Residual + row * Stride + column, count);
        }

        Buffer.MemoryCopy(sums, destination, count * sizeof(float), count * sizeof(float));
    }

    private void WriteGated(long row, int column, int count, float* sums)
    {
        int width = Math.Min(count / 2, Stride - column);
        Activations.GeGluInto(sums, sums + count / 2, sums, width);
        Buffer.MemoryCopy(sums, Destination + row * Stride + column, width * sizeof(float), width * sizeof(float));
    }

    private static void Accumulate(float* sums, float* terms, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            (Vector.Load(sums + i) + Vector.Load(terms + i)).Store(sums + i);
        }

        for (; i < count; i++)
        {
            sums[i] += terms[i];
        }
    }
}
