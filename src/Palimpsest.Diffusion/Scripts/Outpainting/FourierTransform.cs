using System.Numerics;

namespace Palimpsest.Diffusion.Scripts.Outpainting;

/// <summary>Discrete Fourier transforms of any size, orthonormal: Cooley and Tukey's, 1965, over the prime factors of each side.</summary>
internal static class FourierTransform
{
    /// <summary>Transforms [rows, columns] along both axes.</summary>
    public static void InPlace(Complex[] values, int rows, int columns, bool inverse)
    {
        var line = new Complex[Math.Max(rows, columns)];
        for (int row = 0; row < rows; row++)
        {
            Complex[] result = Transform(values.AsSpan(row * columns, columns).ToArray(), inverse);
            result.CopyTo(values, row * columns);
        }

        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                line[row] = values[(row * columns) + column];
            }

            Complex[] result = Transform(line[..rows], inverse);
            for (int row = 0; row < rows; row++)
            {
                values[(row * columns) + column] = result[row];
            }
        }

        double scale = 1 / Math.Sqrt((double)rows * columns);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= scale;
        }
    }

    private static Complex[] Transform(Complex[] values, bool inverse)
    {
        int count = values.Length, factor = LeastFactor(count);
        if (count == 1)
        {
            return values;
        }

        // Each of the factor's residue classes by itself, then all of them together with their turns.
        int part = count / factor;
        var parts = new Complex[factor][];
        for (int r = 0; r < factor; r++)
        {
            var every = new Complex[part];
            for (int i = 0; i < part; i++)
            {
                every[i] = values[(i * factor) + r];
            }

            parts[r] = Transform(every, inverse);
        }

        double turn = (inverse ? 2 : -2) * Math.PI / count;
        var turns = new Complex[count];
        for (int i = 0; i < count; i++)
        {
            turns[i] = new Complex(Math.Cos(turn * i), Math.Sin(turn * i));
        }

        var result = new Complex[count];
        for (int k = 0; k < count; k++)
        {
            Complex sum = parts[0][k % part];
            for (int r = 1; r < factor; r++)
            {
                sum += parts[r][k % part] * turns[(int)((long)k * r % count)];
            }

            result[k] = sum;
        }

        return result;
    }

    private static int LeastFactor(int count)
    {
        for (int factor = 2; factor * factor <= count; factor++)
        {
            if (count % factor == 0)
            {
                return factor;
            }
        }

        return count;
    }
}
