using System.Text.Json;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Noise;

/// <summary>Reading the reference noise, and the synthetic tensors that its cases are made from.</summary>
internal static class NoiseReference
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

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => (float)value.GetDouble())];

    public static long[] Longs(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt64())];

    public static int[] Shape(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt32())];

    /// <summary>Compares with an array, or with a summary {count, first, last, sum, sumsq}, within a part of each number (of 1 below that).</summary>
    public static void AssertMatches(JsonElement expected, ReadOnlySpan<float> actual, double relative)
    {
        if (expected.ValueKind == JsonValueKind.Array)
        {
            AssertClose(Floats(expected), actual, relative);
            return;
        }

        float[] first = Floats(expected.GetProperty("first"));
        float[] last = Floats(expected.GetProperty("last"));
        Assert.Equal(expected.GetProperty("count").GetInt32(), actual.Length);
        AssertClose(first, actual[..first.Length], relative);
        AssertClose(last, actual[^last.Length..], relative);
    }

    private static void AssertClose(float[] expected, ReadOnlySpan<float> actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double tolerance = relative * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(
                Math.Abs((double)actual[i] - expected[i]) <= tolerance, $"Number {i} is {actual[i]:g9}, expected {expected[i]:g9} within {tolerance:g3}.");
        }
    }
}
