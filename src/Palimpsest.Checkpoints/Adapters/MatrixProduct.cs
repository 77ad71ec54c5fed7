using System.Numerics;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>The product of two matrices that an adapter's file holds: one of the sides is its rank, rarely above 256.</summary>
internal static class MatrixProduct
{
    /// <summary>Rows that share each load of the right matrix.</summary>
    private const int RowsAtOnce = 4;

    /// <summary>Multiply-adds below which starting other threads takes longer than the product.</summary>
    private const long WorthThreads = 1 << 22;

    /// <summary>
    /// result[i,j] = Σ left[i,k] · right[k,j], row-major, k ascending: an element's sum does not depend on how rows are split among threads.
    /// </summary>
    public static void Into(float[] result, float[] left, float[] right, int rows, int depth, int columns)
    {
        int blocks = (rows + RowsAtOnce - 1) / RowsAtOnce;
        if ((long)rows * depth * columns < WorthThreads)
        {
            for (int block = 0; block < blocks; block++)
            {
                RowsInto(result, left, right, block * RowsAtOnce, rows, depth, columns);
            }
        }
        else
        {
            Parallel.For(0, blocks, block => RowsInto(result, left, right, block * RowsAtOnce, rows, depth, columns));
        }
    }

    private static void RowsInto(float[] result, float[] left, float[] right, int first, int rows, int depth, int columns)
    {
        if (first + RowsAtOnce > rows)
        {
            for (int row = first; row < rows; row++)
            {
                RowInto(result.AsSpan(row * columns, columns), left.AsSpan(row * depth, depth), right, columns);
            }

            return;
        }

        Span<float> r0 = result.AsSpan(first * columns, columns), r1 = result.AsSpan((first + 1) * columns, columns);
        Span<float> r2 = result.AsSpan((first + 2) * columns, columns), r3 = result.AsSpan((first + 3) * columns, columns);
        int wide = columns / Vector<float>.Count * Vector<float>.Count;
        for (int j = 0; j < wide; j += Vector<float>.Count)
        {
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int k = 0, at = j; k < depth; k++, at += columns)
            {
                var value = new Vector<float>(right, at);
                s0 = Vector.FusedMultiplyAdd(new Vector<float>(left[first * depth + k]), value, s0);
                s1 = Vector.FusedMultiplyAdd(new Vector<float>(left[(first + 1) * depth + k]), value, s1);
                s2 = Vector.FusedMultiplyAdd(new Vector<float>(left[(first + 2) * depth + k]), value, s2);
                s3 = Vector.FusedMultiplyAdd(new Vector<float>(left[(first + 3) * depth + k]), value, s3);
            }

            s0.CopyTo(r0[j..]);
            s1.CopyTo(r1[j..]);
            s2.CopyTo(r2[j..]);
            s3.CopyTo(r3[j..]);
        }

        for (int row = first; row < first + RowsAtOnce; row++)
        {
            for (int j = wide; j < columns; j++)
            {
                float sum = 0;
                for (int k = 0; k < depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(left[row * depth + k], right[k * columns + j], sum);
                }

                result[row * columns + j] = sum;
            }
        }
    }

    private static void RowInto(Span<float> result, ReadOnlySpan<float> left, float[] right, int columns)
    {
        for (int j = 0; j < columns; j++)
        {
            float sum = 0;
            for (int k = 0; k < left.Length; k++)
            {
                sum = MathF.FusedMultiplyAdd(left[k], right[k * columns + j], sum);
            }

            result[j] = sum;
        }
    }
}
