namespace Palimpsest.Diffusion.Samplers;

/// <summary>Small dense systems by Gauss-Jordan elimination with row pivots.</summary>
internal static class LinearSystem
{
    /// <summary>The solution of the leading <paramref name="size"/> rows and columns.</summary>
    public static double[] Solve(double[,] matrix, double[] right, int size)
    {
        double[,] inverse = Inverse(matrix, size);
        var solution = new double[size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                solution[i] += inverse[i, j] * right[j];
            }
        }

        return solution;
    }

    /// <summary>The inverse of the leading <paramref name="size"/> rows and columns.</summary>
    public static double[,] Inverse(double[,] matrix, int size)
    {
        var work = new double[size, 2 * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                work[i, j] = matrix[i, j];
            }

            work[i, size + i] = 1;
        }

        for (int column = 0; column < size; column++)
        {
            int pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(work[row, column]));
            double scale = 1 / work[pivot, column];
            for (int j = 0; j < 2 * size; j++)
            {
                (work[column, j], work[pivot, j]) = (work[pivot, j], work[column, j]);
                work[column, j] *= scale;
            }

            for (int row = 0; row < size; row++)
            {
                double factor = row == column ? 0 : work[row, column];
                for (int j = 0; j < 2 * size; j++)
                {
                    work[row, j] -= factor * work[column, j];
                }
            }
        }

        var inverse = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                inverse[i, j] = work[i, size + j];
            }
        }

        return inverse;
    }
}
