using System.Numerics;

namespace Palimpsest.Imaging.Png;

/// <summary>The five row filters of PNG (specification, 9.2), in both directions.</summary>
internal static class PngFilter
{
    public const int None = 0, Sub = 1, Up = 2, Average = 3, Paeth = 4, Count = 5;

    /// <summary>Turns a filtered row into samples, in place.</summary>
    /// <param name="above">The row above, unfiltered; zeros for the first row of a pass.</param>
    /// <param name="step">Bytes from a pixel to the next, at least 1.</param>
    /// <returns>False when there is no such filter.</returns>
    public static bool TryUndoInPlace(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        above = above[..row.Length];
        int first = Math.Min(step, row.Length);
        switch (filter)
        {
            case None:
                return true;
            case Sub:
                for (int i = step; i < row.Length; i++)
                {
                    row[i] += row[i - step];
                }

                return true;
            case Up:
                AddInPlace(row, above);
                return true;
            case Average:
                for (int i = 0; i < first; i++)
                {
                    row[i] += (byte)(above[i] >> 1);
                }

                for (int i = step; i < row.Length; i++)
                {
                    row[i] += (byte)((row[i - step] + above[i]) >> 1);
                }

                return true;
            case Paeth:
                for (int i = 0; i < first; i++)
                {
                    row[i] += above[i];
                }

                for (int i = step; i < row.Length; i++)
                {
                    row[i] += Predict(row[i - step], above[i], above[i - step]);
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes all of <paramref name="filtered"/>, the row as the filter stores it.</summary>
    public static void ApplyInto(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> filtered)
    {
        int length = row.Length, first = Math.Min(step, length);
        above = above[..length];
        filtered = filtered[..length];
        switch (filter)
        {
            case None:
                row.CopyTo(filtered);
                break;
            case Sub:
                row[..first].CopyTo(filtered);
                for (int i = step; i < length; i++)
                {
                    filtered[i] = (byte)(row[i] - row[i - step]);
                }

                break;
            case Up:
                for (int i = 0; i < length; i++)
                {
                    filtered[i] = (byte)(row[i] - above[i]);
                }

                break;
            case Average:
                for (int i = 0; i < first; i++)
                {
                    filtered[i] = (byte)(row[i] - (above[i] >> 1));
                }

                for (int i = step; i < length; i++)
                {
                    filtered[i] = (byte)(row[i] - ((row[i - step] + above[i]) >> 1));
                }

                break;
            case Paeth:
                for (int i = 0; i < first; i++)
                {
                    filtered[i] = (byte)(row[i] - above[i]);
                }

                for (int i = step; i < length; i++)
                {
                    filtered[i] = (byte)(row[i] - Predict(row[i - step], above[i], above[i - step]));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(filter), filter, "PNG has the filters 0 to 4.");
        }
    }

    private static void AddInPlace(Span<byte> row, ReadOnlySpan<byte> above)
    {
        int i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (new Vector<byte>(row[i..]) + new Vector<byte>(above[i..])).CopyTo(row[i..]);
        }

        for (; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    /// <summary>The neighbour nearest to left + above - corner; ties go left, above, corner.</summary>
    private static byte Predict(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner), toAbove = Math.Abs(left - corner), toCorner = Math.Abs(left + above - 2 * corner);
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
