using Xunit;

namespace Palimpsest.TestKit;

/// <summary>Comparison of arrays within a stated tolerance; a failure says where, how far, and how the whole differs.</summary>
public static class Close
{
    /// <summary>Every |actual - expected| is at most <paramref name="tolerance"/>; NaN never passes.</summary>
    public static void Within(double tolerance, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what = "")
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values, expected {expected.Length}.");
        int first = -1, worst = 0;
        double largest = 0, squares = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)actual[i] - expected[i]);
            difference = actual[i].Equals(expected[i]) ? 0 : double.IsNaN(difference) ? double.PositiveInfinity : difference;
            squares += difference * difference;
            if (difference > tolerance && first < 0)
            {
                first = i;
            }

            if (difference > largest)
            {
                (largest, worst) = (difference, i);
            }
        }

        Assert.True(
            first < 0,
            $"{what}: largest difference {largest:g6} at {worst} (expected {(expected.Length > 0 ? expected[worst] : 0):g9}, got {(actual.Length > 0 ? actual[worst] : 0):g9}), first beyond {tolerance:g3} at {first}, rms {Math.Sqrt(squares / Math.Max(1, expected.Length)):g4}, {expected.Length} values.");
    }

    /// <summary>Root of the mean squared difference.</summary>
    public static double Rms(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double squares = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = (double)actual[i] - expected[i];
            squares += difference * difference;
        }

        return Math.Sqrt(squares / Math.Max(1, expected.Length));
    }
}
