using System.Text.Json;
using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

public class UNetTests
{
    /// <summary>reference/models/README.md, "Tolerances": outputs, and blocks inside.</summary>
    private const double OutputTolerance = 2e-5, BlockTolerance = 1e-4;

    /// <summary>The same section's rule for the gain3 form, whose cross attention magnifies rounding.</summary>
    private const double NoiseFactor = 8;

    /// <summary>The same section on half weights compared with float32 goldens.</summary>
    private const double HalfTolerance = 5e-3;

    /// <summary>The small cases run on the oracle too.</summary>
    public static TheoryData<string, string> TinyCases
    {
        get
        {
            string[] small =
            [
                "tiny-sd1.flat.unet-16x16", "tiny-sd1.flat.unet-9x13-odd", "tiny-sd1.gain3.unet-16x16", "tiny-sd1-inpaint.flat.unet-16x16",
                "tiny-pix2pix.flat.unet-16x16", "tiny-sd2.flat.unet-16x16", "tiny-sdxl.flat.unet-13x11-odd",
            ];
            string[] others =
            [
                "tiny-sd1.flat.unet-24x40", "tiny-sd1.gain3.unet-24x40", "tiny-sd1-inpaint.gain3.unet-16x16",
                "tiny-pix2pix.gain3.unet-16x16", "tiny-sdxl.flat.unet-16x16", "tiny-refiner.flat.unet-16x16",
            ];
            var cases = new TheoryData<string, string>();
            cases.AddRange([.. small.Select(name => new TheoryDataRow<string, string>(name, Runners.Interpreter))]);
            cases.AddRange([.. small.Concat(others).Select(name => new TheoryDataRow<string, string>(name, Runners.Processor))]);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(TinyCases))]
    public void A_tiny_network_gives_the_reference_programs_results(string name, string runner) =>
        Check($"models/tiny/{name}.safetensors", name[..name.IndexOf('.')], runner);

    [Theory]
    [InlineData("unet-sd15")]
    [InlineData("unet-sd15-64")]
    [Trait("Category", "Long")]
    public void A_full_size_network_gives_the_reference_programs_results(string name) =>
        Check($"models/full/{name}.safetensors", "sd15", Runners.Processor);

    [Fact]
    public void Half_weights_cost_no_more_than_their_rounding()
    {
        var golden = new GoldenNetwork("models/tiny/tiny-sd1.flat.unet-16x16.safetensors");
        WeightLedger weights = SyntheticLedger.Open("tiny-sd1", half: true);
        var network = new UNet(UNetConfig.Infer(weights.Weights), weights);
        Graph graph = network.Describe(2, 16, 16, 77);
        IReadOnlyDictionary<string, float[]> outputs = new GraphInterpreter().Run(graph, Inputs(golden, network.Config));
        golden.Compare(graph, outputs, _ => "output", _ => HalfTolerance);
    }

    /// <summary>On a torus a latent shifted by the coarsest cell, 8, gives the shifted prediction.</summary>
    [Fact]
    public void A_circular_network_knows_no_edges()
    {
        var golden = new GoldenNetwork("models/tiny/tiny-sd1.flat.unet-16x16.safetensors");
        WeightLedger weights = SyntheticLedger.Open("tiny-sd1");
        var network = new UNet(UNetConfig.Infer(weights.Weights) with { Circular = true }, weights);
        Graph graph = network.Describe(2, 16, 16, 77);
        Dictionary<string, float[]> inputs = Inputs(golden, network.Config);
        float[] noise = new GraphInterpreter().Run(graph, inputs)[UNet.Noise];

        inputs[UNet.Latent] = RotateHalf(inputs[UNet.Latent]);
        float[] shifted = new GraphInterpreter().Run(graph, inputs)[UNet.Noise];

        Close.Within(1e-6, RotateHalf(noise), shifted, "the prediction for a latent 8 cells lower");
    }

    /// <summary>Moves each of two samples by half its rows.</summary>
    private static float[] RotateHalf(float[] x) => [.. x.Chunk(x.Length / 4).Chunk(2).SelectMany(halves => halves[1].Concat(halves[0]))];

    private static void Check(string file, string manifest, string runner)
    {
        var golden = new GoldenNetwork(file);
        WeightLedger weights = SyntheticLedger.Open(manifest, golden.IsFlat ? 1 : 3);
        var network = new UNet(UNetConfig.Infer(weights.Weights), weights);
        int[] latent = golden.InputShape("latent");
        Graph graph = network.Describe(latent[0], latent[2], latent[3], golden.InputShape("context")[1], withBlocks: true);
        weights.ThrowIfUnfit();

        IReadOnlyDictionary<string, float[]> outputs = Runners.Get(runner).Run(graph, Inputs(golden, network.Config));

        if (golden.IsFlat)
        {
            IReadOnlyList<string> compared = golden.Compare(
                graph, outputs, name => name == UNet.Noise ? "output" : name, name => name == "output" ? OutputTolerance : BlockTolerance);
            Assert.Equal(golden.Tensors.Names.Where(IsCompared).Order(), compared.Order());
        }
        else
        {
            float[] noise = GoldenNetwork.AsRecorded(outputs[UNet.Noise], graph.Outputs[UNet.Noise].Shape);
            double rms = Close.Rms(golden.Tensors.Floats("output"), noise);
            double allowed = NoiseFactor * golden.Case.GetProperty("noise").GetProperty("rms").GetDouble();
            TestContext.Current.TestOutputHelper?.WriteLine($"{file}: rms difference {rms:g3}, allowed {allowed:g3}");
            Assert.True(rms <= allowed, $"{file}: rms difference {rms:g4}, allowed {allowed:g4}.");
        }
    }

    /// <summary>The parts inside a transformer ("inner.") are fused away, as is label_emb; what follows them is compared.</summary>
    private static bool IsCompared(string name) => name is "output" or "time_embed" || name.Contains("block.");

    private static Dictionary<string, float[]> Inputs(GoldenNetwork golden, UNetConfig config)
    {
        float[] timesteps = [.. golden.Case.GetProperty("timesteps").EnumerateArray().Select(t => t.GetSingle())];
        var embeddings = new float[timesteps.Length * config.ModelChannels];
        for (int i = 0; i < timesteps.Length; i++)
        {
            TimestepEmbedding.WriteInto(embeddings.AsSpan(i * config.ModelChannels, config.ModelChannels), timesteps[i]);
        }

        var inputs = new Dictionary<string, float[]>
        {
            [UNet.Latent] = golden.Input("latent"),
            [UNet.Timestep] = embeddings,
            [UNet.Context] = golden.Input("context"),
        };
        if (config.LabelWidth is not null)
        {
            inputs[UNet.Label] = golden.Tensors.Floats("y");
        }

        return inputs;
    }
}
