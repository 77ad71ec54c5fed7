using System.Runtime.InteropServices;

namespace Palimpsest.Compute.Kernels;

/// <summary>
/// A weight matrix as the product reads it: panels of <see cref="PanelColumns"/> outputs, in each panel row k holds the panel's
/// outputs side by side. Float16 and BFloat16 stay at 16 bits and are widened one panel at a time; everything else is float32.
/// Outputs beyond the last are zeros.
/// </summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    private readonly void* _elements;

    private PackedMatrix(ElementType type, int depth, int columns, int panelColumns)
    {
        Type = type;
        Depth = depth;
        Columns = columns;
        PanelColumns = panelColumns;
        Bytes = SizeBytes(type, depth, columns, panelColumns);
        _elements = NativeMemory.AlignedAlloc((nuint)Bytes, 64);
    }

    /// <summary>Float32, Float16 or BFloat16.</summary>
    public ElementType Type { get; }

    /// <summary>Length of the sums.</summary>
    public int Depth { get; }

    /// <summary>Outputs, without padding.</summary>
    public int Columns { get; }

    public int PanelColumns { get; }

    public long Bytes { get; }

    public int Panels => (Columns + PanelColumns - 1) / PanelColumns;

    /// <summary>The type in which a weight of <paramref name="stored"/> is kept.</summary>
    public static ElementType KeptType(ElementType stored) =>
        stored is ElementType.Float16 or ElementType.BFloat16 ? stored : ElementType.Float32;

    public static long SizeBytes(ElementType type, int depth, int columns, int panelColumns)
    {
        long panels = (columns + panelColumns - 1) / panelColumns;
        return (panels * panelColumns * depth * KeptType(type).SizeBytes() + 63) / 64 * 64;
    }

    /// <summary>
    /// Packs a weight [O,C] or [O,C,KH,KW]. A convolution's k runs over taps first and channels within a tap, as a
    /// channels-last patch lies in memory. <paramref name="columnOf"/> names the output that stands in each packed column, -1 for zeros.
    /// </summary>
    public static PackedMatrix Pack(Weight weight, int panelColumns, int[] columnOf, WorkerTeam team)
    {
        int taps = weight.Shape.Skip(2).Aggregate(1, (product, size) => product * size);
        int depth = checked((int)(weight.Count / weight.Shape[0]));
        var packed = new PackedMatrix(KeptType(weight.Type), depth, columnOf.Length, panelColumns);
        using WeightBytes bytes = weight.Open();
        var work = new PackingWork(packed, weight.Type, bytes.Pointer, taps, columnOf);
        team.Run(work);
        return packed;
    }

    /// <summary>Start of row <paramref name="k"/> in a panel.</summary>
    public void* Row(int panel, int k) =>
        (byte*)_elements + ((long)panel * Depth + k) * PanelColumns * Type.SizeBytes();

    public void Dispose() => NativeMemory.AlignedFree(_elements);

    private sealed class PackingWork(PackedMatrix packed, ElementType stored, byte* source, int taps, int[] columnOf) : IParallelWork
    {
        public void Run(int worker, int workers)
        {
            Partition panels = Partition.Of(packed.Panels, worker, workers);
            var row = new float[packed.Depth];
            for (int panel = (int)panels.Start; panel < panels.End; panel++)
            {
                for (int j = 0; j < packed.PanelColumns; j++)
                {
                    int column = panel * packed.PanelColumns + j;
                    int output = column < columnOf.Length ? columnOf[column] : -1;
                    if (packed.Type == ElementType.Float32)
                    {
                        PackFloat(panel, j, output, row);
                    }
                    else
                    {
                        PackHalf(panel, j, output);
                    }
                }
            }
        }

        private void PackFloat(int panel, int j, int output, float[] row)
        {
            if (output < 0)
            {
                Array.Clear(row);
            }
            else
            {
                ElementConversion.ToFloats(stored, source + (long)output * packed.Depth * stored.SizeBytes(), row);
            }

            Scatter((float*)packed.Row(panel, 0) + j, row);
        }

        private void PackHalf(int panel, int j, int output)
        {
            var target = (ushort*)packed.Row(panel, 0) + j;
            if (output < 0)
            {
                for (int k = 0; k < packed.Depth; k++)
                {
                    target[(long)k * packed.PanelColumns] = 0;
                }
            }
            else
            {
                Scatter(target, new ReadOnlySpan<ushort>((ushort*)source + (long)output * packed.Depth, packed.Depth));
            }
        }

        private void Scatter<T>(T* target, ReadOnlySpan<T> row)
            where T : unmanaged
        {
            int channels = row.Length / taps;
            for (int tap = 0; tap < taps; tap++)
            {
                T* start = target + (long)tap * channels * packed.PanelColumns;
                for (int c = 0; c < channels; c++)
                {
                    start[(long)c * packed.PanelColumns] = row[c * taps + tap];
                }
            }
        }
    }
}
