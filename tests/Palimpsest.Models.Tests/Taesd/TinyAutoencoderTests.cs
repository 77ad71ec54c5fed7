using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

public sealed class TinyAutoencoderTests
{
    /// <summary>reference/models/README.md, "Tolerances": networks/ 1e-4 times the output's deviation.</summary>
    private const double RelativeTolerance = 1e-4;

    [Fact]
    public void The_decoder_gives_the_reference_programs_picture()
    {
        var golden = new GoldenNetwork("models/networks/taesd-decoder.safetensors");
        int[] shape = golden.InputShape("input");
        Graph graph = new TinyAutoencoder(Synthetic("taesd-decoder", "decoder"), "decoder").DescribeDecoder(shape[0], shape[2], shape[3]);
        Compare(golden, graph, TinyAutoencoder.Latent, TinyAutoencoder.Picture, golden.Input("input"));
    }

    [Fact]
    public void The_encoder_gives_the_reference_programs_latent()
    {
        var golden = new GoldenNetwork("models/networks/taesd-encoder.safetensors");
        int[] shape = golden.InputShape("input");
        Graph graph = new TinyAutoencoder(Synthetic("taesd-encoder", "encoder"), "encoder").DescribeEncoder(shape[0], shape[2], shape[3]);
        Compare(golden, graph, TinyAutoencoder.Picture, TinyAutoencoder.Latent, Array.ConvertAll(golden.Input("input"), value => (value + 1) / 2));
    }

    private static void Compare(GoldenNetwork golden, Graph graph, string input, string output, float[] values)
    {
        double deviation = golden.Case.GetProperty("stats").GetProperty("output").GetProperty("std").GetDouble();
        foreach (string runner in (string[])[Runners.Interpreter, Runners.Processor])
        {
            IReadOnlyDictionary<string, float[]> outputs = Runners.Get(runner).Run(graph, new Dictionary<string, float[]> { [input] = values });
            golden.Compare("output", GoldenNetwork.AsRecorded(outputs[output], graph.Outputs[output].Shape), RelativeTolerance * deviation);
        }
    }

    /// <summary>The manifest's keys under the prefix that the reference hashes them with ("decoder/1.weight").</summary>
    private static WeightLedger Synthetic(string manifest, string prefix) => new(
        manifest,
        Manifest.Read(manifest).ToDictionary(
            pair => $"{prefix}.{pair.Key}",
            Weight (pair) => new SyntheticWeight($"{prefix}/{pair.Key}", pair.Shape, ElementType.Float32, 1)));
}
