using System.Text.Json;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Diffusion.Noise;

namespace Palimpsest.Diffusion.Tests.Noise;

public sealed class SlerpTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Cases = NoiseReference.Cases("sampling/slerp.json");

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Blends_are_those_of_webui_swapped_weights_of_parallel_noises_included(string name)
    {
        JsonElement parameters = Cases[name].GetProperty("case");
        int[] shape = NoiseReference.Shape(parameters.GetProperty("shape"));
        float[] low = Tensor(parameters.GetProperty("low").GetString()!, shape);
        float[] high = Tensor(parameters.GetProperty("high").GetString()!, shape);
        float[] actual = new float[low.Length];
        Slerp.Into(actual, parameters.GetProperty("val").GetDouble(), low, high, new LatentShape(shape[0], shape[1], shape[2]));
        NoiseReference.AssertMatches(Cases[name].GetProperty("out"), actual, relative: 1e-5);
    }

    /// <summary>"name", or "name * factor (float32)".</summary>
    private static float[] Tensor(string description, int[] shape)
    {
        string[] parts = description.Split(" * ");
        float[] values = SyntheticWeights.Tensor(parts[0], shape[0] * shape[1] * shape[2]);
        float factor = parts.Length > 1 ? float.Parse(parts[1].Split(' ')[0]) : 1;
        return Array.ConvertAll(values, value => value * factor);
    }
}
