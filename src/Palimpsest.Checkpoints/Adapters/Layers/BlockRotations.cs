namespace Palimpsest.Checkpoints.Adapters.Layers;

/// <summary>Rotations of consecutive blocks of rows, as OFT and BOFT store them.</summary>
internal static class BlockRotations
{
    /// <summary>
    /// R = (I + Q)(I - Q)⁻¹ of each n x n block, Q = B - Bᵀ. With a limit above 0 all Q together are shrunk to at most that norm.
    /// </summary>
    public static float[] Cayley(float[] blocks, int n, double limit)
    {
        var q = new double[blocks.Length];
        double squares = 0;
        for (int start = 0; start < blocks.Length; start += n * n)
        {
            for (int row = 0; row < n; row++)
            {
                for (int column = 0; column < n; column++)
                {
                    double value = (double)blocks[start + row * n + column] - blocks[start + column * n + row];
                    q[start + row * n + column] = value;
                    squares += value * value;
                }
            }
        }

        double norm = Math.Sqrt(squares), factor = limit == 0 ? 1 : (Math.Min(norm, limit) + 1e-8) / (norm + 1e-8);
        var rotations = new float[blocks.Length];
        for (int start = 0; start < q.Length; start += n * n)
        {
            Rotation(q.AsSpan(start, n * n), factor, n, rotations.AsSpan(start, n * n));
        }

        return rotations;
    }

    /// <summary>
    /// For each run of n places in <paramref name="order"/>, the rows that stand there become combinations of each other:
    /// y[order[a]] = Σ_b R[a,b]·x[order[b]], or R[b,a] when transposed. Blocks of R follow each other.
    /// </summary>
    public static float[] Apply(ReadOnlySpan<float> rotations, int n, float[] rows, int width, int[] order, bool transposed)
    {
        var result = new float[rows.Length];
        for (int place = 0; place < order.Length; place++)
        {
            int block = place / n * n, a = place % n;
            Span<float> target = result.AsSpan(order[place] * width, width);
            for (int b = 0; b < n; b++)
            {
                float factor = rotations[block * n + (transposed ? b * n + a : a * n + b)];
                ReadOnlySpan<float> source = rows.AsSpan(order[block + b] * width, width);
                for (int i = 0; i < width; i++)
                {
                    target[i] += factor * source[i];
                }
            }
        }

        return result;
    }

    /// <summary>The row at each place when rows (c g k), g = 2, are read as (c k g).</summary>
    public static int[] ButterflyOrder(int rows, int k)
    {
        var order = new int[rows];
        for (int place = 0; place < rows; place++)
        {
            int c = place / (2 * k), inner = place % (2 * k);
            order[place] = c * 2 * k + inner % 2 * k + inner / 2;
        }

        return order;
    }

    /// <summary>Solves R·(I - Q) = I + Q by Gauss-Jordan elimination with pivoting; I - Q of a skew Q is never singular.</summary>
    private static void Rotation(ReadOnlySpan<double> q, double factor, int n, Span<float> rotation)
    {
        // Transposed: (I - Q)ᵀ·Rᵀ = (I + Q)ᵀ, and Qᵀ = -Q, so (I + Q)·Rᵀ = I - Q.
        int width = 2 * n;
        var system = new double[n * width];
        for (int row = 0; row < n; row++)
        {
            for (int column = 0; column < n; column++)
            {
                double value = q[row * n + column] * factor, one = row == column ? 1 : 0;
                system[row * width + column] = one + value;
                system[row * width + n + column] = one - value;
            }
        }

        for (int pivot = 0; pivot < n; pivot++)
        {
            Eliminate(system, n, width, pivot);
        }

        for (int row = 0; row < n; row++)
        {
            for (int column = 0; column < n; column++)
            {
                rotation[row * n + column] = (float)system[column * width + n + row];
            }
        }
    }

    private static void Eliminate(double[] system, int n, int width, int pivot)
    {
        int largest = pivot;
        for (int row = pivot + 1; row < n; row++)
        {
            largest = Math.Abs(system[row * width + pivot]) > Math.Abs(system[largest * width + pivot]) ? row : largest;
        }

        Span<double> pivotRow = system.AsSpan(pivot * width, width), largestRow = system.AsSpan(largest * width, width);
        double scale = 1 / largestRow[pivot];
        for (int i = 0; i < width; i++)
        {
            (pivotRow[i], largestRow[i]) = (largestRow[i], pivotRow[i]);
            pivotRow[i] *= scale;
        }

        for (int row = 0; row < n; row++)
        {
            double factor = system[row * width + pivot];
            if (row == pivot || factor == 0)
            {
                continue;
            }

            Span<double> target = system.AsSpan(row * width, width);
            for (int i = 0; i < width; i++)
            {
                target[i] -= factor * pivotRow[i];
            }
        }
    }
}
