using System.Runtime.InteropServices;
using Palimpsest.Compute.Kernels;

namespace Palimpsest.Compute;

/// <summary>The device's weights in the form its kernels read, made once and shared by all plans.</summary>
internal sealed unsafe class PackedWeights(WorkerTeam team, int panelColumns) : IDisposable
{
    private readonly Dictionary<(Weight Weight, bool GeGlu), PackedMatrix> _matrices = [];
    private readonly Dictionary<(Weight Weight, bool GeGlu), nint> _vectors = [];

    public bool HasMatrix(Weight weight, bool geGlu)
    {
        lock (_matrices)
        {
            return _matrices.ContainsKey((weight, geGlu));
        }
    }

    /// <summary>The weight as panels.</summary>
    public PackedMatrix Matrix(Weight weight, bool geGlu)
    {
        lock (_matrices)
        {
            if (!_matrices.TryGetValue((weight, geGlu), out PackedMatrix? packed))
            {
                packed = PackedMatrix.Pack(weight, panelColumns, ColumnOrder(weight.Shape[0], geGlu), team);
                _matrices.Add((weight, geGlu), packed);
            }

            return packed;
        }
    }

    /// <summary>A vector as float32, in the order of the packed columns when it is a GEGLU's bias; null for null.</summary>
    public float* Vector(Weight? weight, bool geGlu = false)
    {
        if (weight is null)
        {
            return null;
        }

        lock (_matrices)
        {
            if (!_vectors.TryGetValue((weight, geGlu), out nint vector))
            {
                float[] values = weight.ToFloats();
                int[] order = ColumnOrder(values.Length, geGlu);
                vector = (nint)NativeMemory.AlignedAlloc((nuint)order.Length * sizeof(float), 64);
                for (int i = 0; i < order.Length; i++)
                {
                    ((float*)vector)[i] = order[i] < 0 ? 0 : values[order[i]];
                }

                _vectors.Add((weight, geGlu), vector);
            }

            return (float*)vector;
        }
    }

    public long MatrixBytes(Weight weight, bool geGlu) =>
        PackedMatrix.SizeBytes(weight.Type, (int)(weight.Count / weight.Shape[0]), ColumnOrder(weight.Shape[0], geGlu).Length, panelColumns);

    public long VectorBytes(Weight? weight, bool geGlu = false) =>
        weight is null ? 0 : ColumnOrder((int)weight.Count, geGlu).Length * (long)sizeof(float);

    /// <summary>Of all that is packed, but for these weights.</summary>
    public long Bytes(IReadOnlySet<Weight> except)
    {
        lock (_matrices)
        {
            return _matrices.Keys.Where(key => !except.Contains(key.Weight)).Sum(key => MatrixBytes(key.Weight, key.GeGlu))
                + _vectors.Keys.Where(key => !except.Contains(key.Weight)).Sum(key => VectorBytes(key.Weight, key.GeGlu));
        }
    }

    public void Release(Weight weight)
    {
        lock (_matrices)
        {
            foreach (bool geGlu in (bool[])[false, true])
            {
                if (_matrices.Remove((weight, geGlu), out PackedMatrix? packed))
                {
                    packed.Dispose();
                }

                if (_vectors.Remove((weight, geGlu), out nint vector))
                {
                    NativeMemory.AlignedFree((void*)vector);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (Weight weight in (Weight[])[.. _matrices.Keys.Select(key => key.Weight), .. _vectors.Keys.Select(key => key.Weight)])
        {
            Release(weight);
        }
    }

    /// <summary>
    /// Which output stands in each packed column. GEGLU: each block of columns holds a run of values, then their gates,
    /// each padded to whole panels with -1.
    /// </summary>
    private int[] ColumnOrder(int outputs, bool geGlu)
    {
        if (!geGlu)
        {
            return [.. Enumerable.Range(0, outputs)];
        }

        const int Half = GemmBlocking.BlockColumns / 2;
        int width = outputs / 2;
        var order = new List<int>();
        for (int start = 0; start < width; start += Half)
        {
            int run = Math.Min(Half, width - start);
            int padded = (run + panelColumns - 1) / panelColumns * panelColumns;
            foreach (int first in (int[])[start, width + start])
            {
                order.AddRange(Enumerable.Range(0, padded).Select(i => i < run ? first + i : -1));
            }
        }

        return [.. order];
    }
}
