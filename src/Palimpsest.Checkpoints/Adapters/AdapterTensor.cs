using System.Numerics;
using System.Runtime.InteropServices;
using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>
/// A small tensor with torch's rules for mixed types: operations compute in float32 and round to the operands' common type, which is
/// Float16 or BFloat16 only when both have it. Row-major, sizes in PyTorch's order.
/// </summary>
internal sealed class AdapterTensor
{
    public AdapterTensor(float[] values, int[] shape, ElementType type)
    {
        (Values, Shape, Type) = (values, shape, type);
        Round(values, type);
    }

    public float[] Values { get; }

    public int[] Shape { get; }

    /// <summary>Float32, Float16 or BFloat16.</summary>
    public ElementType Type { get; }

    public int Count => Values.Length;

    /// <summary>Reads a weight; what is neither Float16 nor BFloat16 becomes Float32.</summary>
    public static AdapterTensor Read(Weight weight) => Read(weight, weight.Type);

    /// <summary>Reads a weight as another type.</summary>
    public static AdapterTensor Read(Weight weight, ElementType type) =>
        new(weight.ToFloats(), [.. weight.Shape], type is ElementType.Float16 or ElementType.BFloat16 ? type : ElementType.Float32);

    /// <summary>The same numbers in another type; the tensor itself where it has that type.</summary>
    public AdapterTensor As(ElementType type) => type == Type ? this : new AdapterTensor([.. Values], Shape, type);

    public AdapterTensor Reshape(params int[] shape) => new(Values, shape, Type);

    /// <summary>[n, rest]: the first axis kept, the others joined.</summary>
    public AdapterTensor AsMatrix() => Shape.Length == 0 ? Reshape(1, Count) : Reshape(Shape[0], Count / Math.Max(1, Shape[0]));

    /// <summary>The first rows of a matrix.</summary>
    public AdapterTensor Rows(int count) => new(Values[..(count * Shape[1])], [count, Shape[1]], Type);

    /// <summary>The first columns of a matrix.</summary>
    public AdapterTensor Columns(int count)
    {
        int rows = Shape[0], columns = Shape[1];
        var values = new float[rows * count];
        for (int row = 0; row < rows; row++)
        {
            Values.AsSpan(row * columns, count).CopyTo(values.AsSpan(row * count));
        }

        return new AdapterTensor(values, [rows, count], Type);
    }

    /// <summary>[a,b] to [b,a].</summary>
    public AdapterTensor Transposed()
    {
        int rows = Shape[0], columns = Shape[1];
        var values = new float[Count];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                values[column * rows + row] = Values[row * columns + column];
            }
        }

        return new AdapterTensor(values, [columns, rows], Type);
    }

    /// <summary>The matrix product [n,k]·[k,m].</summary>
    public AdapterTensor Times(AdapterTensor other)
    {
        int rows = Shape[0], depth = Shape[1], columns = other.Shape[1];
        float[] product = GC.AllocateUninitializedArray<float>(checked(rows * columns));
        MatrixProduct.Into(product, Values, other.Values, rows, depth, columns);
        return new AdapterTensor(product, [rows, columns], Common(Type, other.Type));
    }

    /// <summary>Element by element; the other has one shape with this or is spread over it as torch broadcasts.</summary>
    public AdapterTensor Multiply(AdapterTensor other) => Combine(other, (a, b) => a * b);

    public AdapterTensor Add(AdapterTensor other)
    {
        if (!Shape.AsSpan().SequenceEqual(other.Shape))
        {
            return Combine(other, (a, b) => a + b);
        }

        return new AdapterTensor([.. Values], Shape, Common(Type, other.Type)).AddInPlace(other);
    }

    public AdapterTensor Multiply(float factor) => new AdapterTensor([.. Values], Shape, Type).MultiplyInPlace(factor);

    /// <summary>Multiplies the numbers that this tensor holds; for one that nobody else holds. Returns this.</summary>
    public AdapterTensor MultiplyInPlace(float factor)
    {
        if (factor != 1)
        {
            InBlocks((start, length) =>
            {
                Span<float> values = Values.AsSpan(start, length);
                Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
                foreach (ref Vector<float> vector in vectors)
                {
                    vector *= factor;
                }

                foreach (ref float value in values[(vectors.Length * Vector<float>.Count)..])
                {
                    value *= factor;
                }

                Round(values, Type);
            });
        }

        return this;
    }

    /// <summary>Adds to the numbers that this tensor holds; for one that nobody else holds, and another of its shape, whose type is this one's or has fewer bits. Returns this.</summary>
    public AdapterTensor AddInPlace(AdapterTensor other)
    {
        InBlocks((start, length) =>
        {
            Span<float> values = Values.AsSpan(start, length);
            ReadOnlySpan<float> added = other.Values.AsSpan(start, length);
            Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
            ReadOnlySpan<Vector<float>> addedVectors = MemoryMarshal.Cast<float, Vector<float>>(added);
            for (int i = 0; i < vectors.Length; i++)
            {
                vectors[i] += addedVectors[i];
            }

            for (int i = vectors.Length * Vector<float>.Count; i < length; i++)
            {
                values[i] += added[i];
            }

            Round(values, Type);
        });
        return this;
    }

    /// <summary>The type of a result of both.</summary>
    public static ElementType Common(ElementType a, ElementType b) => a == b ? a : ElementType.Float32;

    /// <summary>Rounds to nearest, ties to even, values of a 16-bit type.</summary>
    public static void Round(Span<float> values, ElementType type)
    {
        if (type == ElementType.Float16)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(Half)values[i];
            }
        }
        else if (type == ElementType.BFloat16)
        {
            Span<uint> bits = MemoryMarshal.Cast<float, uint>(values);
            for (int i = 0; i < bits.Length; i++)
            {
                bits[i] = float.IsNaN(values[i]) ? bits[i] : (bits[i] + 0x7FFF + ((bits[i] >> 16) & 1)) & 0xFFFF0000;
            }
        }
    }

    /// <summary>Covers all numbers, on several threads where they are many.</summary>
    private void InBlocks(Action<int, int> work)
    {
        const int Block = 1 << 16;
        int blocks = (Count + Block - 1) / Block;
        if (blocks <= 2)
        {
            work(0, Count);
        }
        else
        {
            Parallel.For(0, blocks, block => work(block * Block, Math.Min(Block, Count - (block * Block))));
        }
    }

    private AdapterTensor Combine(AdapterTensor other, Func<float, float, float> function)
    {
        int[] steps = BroadcastSteps(other.Shape);
        var values = new float[Count];
        var index = new int[Shape.Length];
        for (int i = 0, at = 0; i < values.Length; i++)
        {
            values[i] = function(Values[i], other.Values[at]);
            for (int axis = Shape.Length - 1; axis >= 0; axis--)
            {
                at += steps[axis];
                if (++index[axis] < Shape[axis])
                {
                    break;
                }

                at -= steps[axis] * Shape[axis];
                index[axis] = 0;
            }
        }

        return new AdapterTensor(values, Shape, Common(Type, other.Type));
    }

    /// <summary>Elements of the other to step over for one step along each axis of this.</summary>
    private int[] BroadcastSteps(int[] other)
    {
        var steps = new int[Shape.Length];
        int step = 1;
        for (int back = 1; back <= other.Length; back++)
        {
            int size = other[^back];
            if (back > Shape.Length || (size != 1 && size != Shape[^back]))
            {
                throw new ArgumentException($"[{string.Join(',', other)}] cannot be spread over [{string.Join(',', Shape)}].");
            }

            steps[^back] = size == 1 ? 0 : step;
            step *= size;
        }

        return steps;
    }
}
