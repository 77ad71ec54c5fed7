using System.Runtime.InteropServices;
using System.Text.Json;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Checkpoints.Tests.Adapters;

/// <summary>What the tests of adapters share: the reference's base weights, and comparison with its recorded tensors within its tolerances.</summary>
internal static class AdapterReference
{
    public const string LoraIndex = "adapters/lora/index.json", MultiIndex = "adapters/lora-multi/index.json";

    /// <summary>The gain of a checkpoint's cross attention in the synthetic rule.</summary>
    private const double Gain = 3;

    private const int SampleCount = 512, SampleStride = 7919;

    public static IEnumerable<ITheoryDataRow> Cases(string index) => Reference.Find(index) is string path
        ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("cases").EnumerateArray()
            .Select(@case => (ITheoryDataRow)new TheoryDataRow<string>(@case.GetProperty("case").GetString()!))
        : [new TheoryDataRow<string>("absent") { Skip = $"Reference data '{index}' are not here." }];

    public static JsonElement Case(string index, string name) =>
        Reference.Json(index).GetProperty("cases").EnumerateArray().Single(@case => @case.GetProperty("case").GetString() == name);

    /// <summary>The tiny Stable Diffusion 1 checkpoint's tensors, plain or with those of an inpainting network's first convolution.</summary>
    public static Dictionary<string, Weight> Base(bool half, bool inpainting = false) => Manifest.Read("tiny-sd1").ToDictionary(
        pair => pair.Key,
        Weight (pair) => Weight(pair.Key, inpainting && pair.Key == "model.diffusion_model.input_blocks.0.0.weight" ? [pair.Shape[0], 9, 3, 3] : pair.Shape, half));

    public static SyntheticWeight Weight(string key, int[] shape, bool half) =>
        new(key, shape, half ? ElementType.Float16 : ElementType.Float32, Gain);

    /// <summary>Compares with a recorded tensor, or with its sample when it is too large to be recorded; false when neither is there.</summary>
    public static bool Compare(TensorFile file, string name, ReadOnlySpan<float> actual, bool isRotation)
    {
        string? recorded = file.Has(name) ? name : file.Has($"{name}.sample") ? $"{name}.sample" : null;
        if (recorded is null)
        {
            return false;
        }

        float[] expected = Floats(file, recorded), found = recorded == name ? actual.ToArray() : Sample(actual);
        Assert.True(expected.Length == found.Length, $"{name}: {found.Length} values, expected {expected.Length}.");
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = Allowed(file.Type(recorded), expected[i], isRotation);
            Assert.True(Math.Abs((double)found[i] - expected[i]) <= allowed, $"{name}[{i}]: {found[i]:g9}, expected {expected[i]:g9} within {allowed:g3}.");
        }

        return true;
    }

    private static double Allowed(string type, float expected, bool isRotation) => type switch
    {
        "F16" => 2 * ((double)Half.BitIncrement((Half)Math.Abs(expected)) - Math.Abs(expected)),
        "BF16" => Math.Max(1e-30, Math.Abs(expected)) / 64,
        _ => isRotation ? 1e-5 + 1e-4 * Math.Abs(expected) : 2e-6 + 1e-5 * Math.Abs(expected),
    };

    private static float[] Floats(TensorFile file, string name) => file.Type(name) switch
    {
        "F16" => Array.ConvertAll(file.Elements<Half>(name), value => (float)value),
        "BF16" => Array.ConvertAll(file.Elements<ushort>(name), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
        _ => file.Floats(name),
    };

    private static float[] Sample(ReadOnlySpan<float> values)
    {
        var sample = new float[SampleCount];
        for (int k = 0; k < sample.Length; k++)
        {
            sample[k] = values[(int)((long)k * SampleStride % values.Length)];
        }

        return sample;
    }
}
