using System.Runtime.InteropServices;
using System.Text.Json;
using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Adapters;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

/// <summary>A LoRA over a whole tiny UNet: what the network predicts with it, and bit for bit without it again.</summary>
public sealed class LoraModelTests
{
    private const string Folder = "adapters/lora-model";

    /// <summary>reference/adapters/README.md, "Tolerances": UNet outputs.</summary>
    private const double Largest = 1e-2, Mean = 2e-3;

    [Theory]
    [InlineData("attention-0.8")]
    [InlineData("all-layers-1")]
    [InlineData("all-layers-0.3")]
    public void The_prediction_is_webuis_and_is_restored_exactly(string name)
    {
        JsonElement index = Reference.Json($"{Folder}/index.json");
        JsonElement @case = index.GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("case").GetString() == name);
        string path = Path.Combine(Path.GetTempPath(), $"palimpsest-{name}-{Guid.NewGuid():n}.safetensors");
        try
        {
            Write(path, Layers(index.GetProperty("network_names"), name), @case);
            using NetworkFile file = NetworkFile.Open(path);
            WeightLedger weights = SyntheticLedger.Open("tiny-sd1", crossAttentionGain: 3);
            NetworkFit fit = file.Fit(new LayerTargets(weights.Weights.Keys));
            Assert.Equal(@case.GetProperty("modules_applied").GetInt32(), fit.Count);
            float multiplier = @case.GetProperty("multiplier").GetSingle();
            var patched = new PatchedWeights(weights.Weights, [new NetworkUse(fit, multiplier, multiplier)]);
            Assert.Empty(patched.Faults);

            using var device = new CpuDevice();
            float[] before = Predict(device, weights), with = Predict(device, weights.With(patched.Weights)), after = Predict(device, weights);

            TensorFile recorded = Reference.Tensors($"{Folder}/{@case.GetProperty("file").GetString()}");
            float[] expected = recorded.Floats(recorded.Names.Single());
            double[] differences = [.. expected.Zip(with, (a, b) => Math.Abs((double)a - b))];
            Assert.True(differences.Max() <= Largest && differences.Average() <= Mean, $"{name}: largest {differences.Max():g4}, mean {differences.Average():g4}.");
            Assert.Equal(before, after);
            Assert.NotEqual(before, with);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static float[] Predict(CpuDevice device, WeightLedger weights)
    {
        Graph graph = new UNet(UNetConfig.Infer(weights.Weights), weights).Describe(1, 8, 8, 77);
        using Plan plan = device.Compile(graph);
        ChannelsLast.FromChannelsFirst(SyntheticWeights.Tensor("input/diffusers/latent", 4 * 8 * 8), [1, 4, 8, 8]).CopyTo(plan.Input(UNet.Latent));
        SyntheticWeights.Tensor("input/diffusers/context", 77 * 768).CopyTo(plan.Input(UNet.Context));
        TimestepEmbedding.WriteInto(plan.Input(UNet.Timestep), 500);
        plan.Run();
        return ChannelsLast.ToChannelsFirst(plan.Output(UNet.Noise).ToArray(), graph.Outputs[UNet.Noise].Shape);
    }

    /// <summary>The attention layers, or those and all others.</summary>
    private static IEnumerable<JsonElement> Layers(JsonElement names, string name) => name.StartsWith("attention", StringComparison.Ordinal)
        ? names.GetProperty("attention").EnumerateArray()
        : names.EnumerateObject().SelectMany(list => list.Value.EnumerateArray());

    /// <summary>The file of the formula in the index: rank 2 beside every named layer.</summary>
    private static void Write(string path, IEnumerable<JsonElement> layers, JsonElement @case)
    {
        int rank = @case.GetProperty("rank").GetInt32();
        float alpha = @case.GetProperty("alpha").GetSingle();
        List<TensorSpec> specs = [];
        foreach (JsonElement entry in layers)
        {
            string layer = entry[0].GetString()!;
            int[] shape = [.. entry[1].EnumerateArray().Select(size => size.GetInt32())], ones = shape.Length == 4 ? [1, 1] : [];
            specs.Add(new TensorSpec($"{layer}.alpha", StoredType.F32, []));
            specs.Add(new TensorSpec($"{layer}.lora_down.weight", StoredType.F32, [rank, .. shape.Skip(1)]));
            specs.Add(new TensorSpec($"{layer}.lora_up.weight", StoredType.F32, [shape[0], rank, .. ones]));
        }

        SafetensorsWriter.Write(path, specs, (tensor, start, destination) =>
        {
            Span<float> floats = MemoryMarshal.Cast<byte, float>(destination);
            if (tensor.Shape.Count == 0)
            {
                floats.Fill(alpha);
            }
            else
            {
                SyntheticWeights.Fill($"net/{tensor.Name}", tensor.Shape, start / sizeof(float), floats);
            }
        });
    }
}
