using System.Text.Json;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Schedules;

/// <summary>Reads the sampling reference files.</summary>
internal static class SamplingReference
{
    /// <summary>One theory row for each element of an array in a reference file: its index, and text that says which case it is.</summary>
    public static TheoryData<int, string> Rows(string file, string array)
    {
        var rows = new TheoryData<int, string>();
        if (Reference.Find($"sampling/{file}") is null)
        {
            return rows;
        }

        int i = 0;
        foreach (JsonElement element in Reference.Json($"sampling/{file}").GetProperty(array).EnumerateArray())
        {
            rows.Add(i++, element.ValueKind == JsonValueKind.Object ? Describe(element.GetProperty("case")) : element.GetRawText());
        }

        return rows;
    }

    public static JsonElement Element(string file, string array, int index) => Reference.Json($"sampling/{file}").GetProperty(array)[index];

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => (float)value.GetDouble())];

    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static double Number(JsonElement element, string name, double otherwise) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;

    public static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    /// <summary>webui's options of a case; empty when it has none.</summary>
    public static JsonElement Options(JsonElement parameters) =>
        parameters.TryGetProperty("options", out JsonElement options) ? options : JsonDocument.Parse("{}").RootElement;

    public static ScheduleOptions ScheduleOptions(JsonElement options, bool isSdxl = false) => new()
    {
        SigmaMin = Number(options, "sigma_min", 0),
        SigmaMax = Number(options, "sigma_max", 0),
        Rho = Number(options, "rho", 0),
        DiscardNextToLastSigma = Flag(options, "always_discard_next_to_last_sigma"),
        OldKarrasSigmas = Flag(options, "use_old_karras_scheduler_sigmas"),
        BetaAlpha = Number(options, "beta_dist_alpha", 0.6),
        BetaBeta = Number(options, "beta_dist_beta", 0.6),
        IsSdxl = isSdxl,
    };

    /// <summary>Every value within a relative tolerance of the expected one, and absolutely where that is 0.</summary>
    public static void WithinRelative(double tolerance, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)actual[i] - expected[i]);
            Assert.True(difference <= tolerance * Math.Abs(expected[i]), $"value {i}: expected {expected[i]:g9}, got {actual[i]:g9}, relative difference {difference / Math.Abs(expected[i]):g3}");
        }
    }

    private static string Describe(JsonElement parameters) => string.Join(' ', parameters.EnumerateObject().Select(field => $"{field.Name}={field.Value.GetRawText()}"));
}
