using System.Text.Json;
using Palimpsest.TestKit;

namespace Palimpsest.Compute.Tests.RandomStreams;

/// <summary>Reading and comparing the reference streams: values in full up to 40 elements or so, else the ends and double sums.</summary>
internal static class RandomReference
{
    /// <summary>The cases of one reference file by a readable name.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Cases(string file)
    {
        string? path = Reference.Find(file);
        return path is null
            ? new Dictionary<string, JsonElement>()
            : JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("cases").EnumerateArray().ToDictionary(
                entry => entry.GetProperty("case").GetRawText().Replace("\"", "", StringComparison.Ordinal), entry => entry);
    }

    public static long Seed(JsonElement entry) => entry.GetProperty("case").GetProperty("seed").GetInt64();

    public static int Count(JsonElement shape) => shape.EnumerateArray().Aggregate(1, (product, size) => product * size.GetInt32());

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => (float)value.GetDouble())];

    /// <summary>Compares with an array, or with a summary {count, first, last, sum, sumsq}; every number may be off by so many float32 steps.</summary>
    public static void AssertMatches(JsonElement expected, float[] actual, int steps)
    {
        if (expected.ValueKind == JsonValueKind.Array)
        {
            AssertClose(Floats(expected), actual, steps);
            return;
        }

        float[] first = Floats(expected.GetProperty("first"));
        float[] last = Floats(expected.GetProperty("last"));
        Assert.Equal(expected.GetProperty("count").GetInt32(), actual.Length);
        AssertClose(first, actual[..first.Length], steps);
        AssertClose(last, actual[^last.Length..], steps);

        // Double sums of exact numbers agree to rounding; a step of a normal number is at most 2.4e-7 for almost all of them.
        double slack = (1e-12 + steps * 2.4e-7) * actual.Length;
        Assert.Equal(expected.GetProperty("sum").GetDouble(), actual.Sum(value => (double)value), slack);
        Assert.Equal(expected.GetProperty("sumsq").GetDouble(), actual.Sum(value => (double)value * value), 8 * slack);
    }

    private static void AssertClose(float[] expected, float[] actual, int steps)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double step = MathF.BitIncrement(MathF.Abs(expected[i])) - MathF.Abs(expected[i]);
            Assert.True(
                Math.Abs((double)actual[i] - expected[i]) <= steps * step, $"Number {i} is {actual[i]:g9}, expected {expected[i]:g9} within {steps} float32 steps.");
        }
    }
}
