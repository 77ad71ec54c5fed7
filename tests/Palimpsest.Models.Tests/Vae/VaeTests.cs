using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

public class VaeTests
{
    /// <summary>reference/models/README.md, "Tolerances": moments and pictures, and blocks inside.</summary>
    private const double OutputTolerance = 2e-5, BlockTolerance = 1e-4;

    public static TheoryData<string, string> TinyCases => new()
    {
        { "tiny-sd1.vae-64x64", Runners.Interpreter },
        { "tiny-sd1.vae-64x64", Runners.Processor },
        { "tiny-sd1.vae-96x160", Runners.Processor },
    };

    [Theory]
    [MemberData(nameof(TinyCases))]
    public void A_tiny_encoder_gives_the_reference_programs_moments(string name, string runner)
    {
        var golden = new GoldenNetwork($"models/tiny/{name}.safetensors");
        WeightLedger weights = SyntheticLedger.Open("tiny-sd1");
        int[] image = golden.InputShape("image");
        Graph graph = new Vae(VaeConfig.Infer(weights.Weights), weights).DescribeEncoder(image[0], image[2], image[3], withBlocks: true);
        Compare(golden, graph, weights, runner, Vae.Picture, golden.Input("image"), "encoder.", "moments");
    }

    [Theory]
    [MemberData(nameof(TinyCases))]
    public void A_tiny_decoder_gives_the_reference_programs_picture(string name, string runner)
    {
        var golden = new GoldenNetwork($"models/tiny/{name}.safetensors");
        WeightLedger weights = SyntheticLedger.Open("tiny-sd1");
        int[] latent = golden.InputShape("latent");
        Graph graph = new Vae(VaeConfig.Infer(weights.Weights), weights).DescribeDecoder(latent[0], latent[2], latent[3], withBlocks: true);
        Compare(golden, graph, weights, runner, Vae.Latent, golden.Input("latent"), "decoder.", "decoded");
    }

    [Fact]
    [Trait("Category", "Long")]
    public void A_full_size_autoencoder_gives_the_reference_programs_moments_and_picture()
    {
        var golden = new GoldenNetwork("models/full/vae-256.safetensors");
        WeightLedger weights = SyntheticLedger.Open("sd15");
        var vae = new Vae(VaeConfig.Infer(weights.Weights), weights);
        float[] moments = RunOnProcessor(vae.DescribeEncoder(1, 256, 256), Vae.Picture, golden.Input("image"), Vae.Moments);
        float[] picture = RunOnProcessor(vae.DescribeDecoder(1, 32, 32), Vae.Latent, golden.Input("latent"), Vae.Picture);

        golden.Compare("moments", moments, OutputTolerance);
        golden.Compare("probe.decoded", GoldenNetwork.Probe(picture), OutputTolerance);
        golden.Compare("decoded", Centre(picture, 3, 256), OutputTolerance);
    }

    [Theory]
    [InlineData(515, 521)]
    [InlineData(8, 15)]
    public void An_encoder_rounds_the_latents_sides_down(int height, int width)
    {
        WeightLedger weights = SyntheticLedger.Open("tiny-sd1");
        Graph graph = new Vae(VaeConfig.Infer(weights.Weights), weights).DescribeEncoder(1, height, width);
        Assert.Equal([1, height / 8, width / 8, 8], graph.Outputs[Vae.Moments].Shape);
    }

    /// <summary>A tiling picture shifted around the torus decodes to the shifted picture; cells are 8 pixels.</summary>
    [Fact]
    public void A_circular_decoder_knows_no_edges()
    {
        WeightLedger weights = SyntheticLedger.Open("tiny-sd1");
        VaeConfig config = VaeConfig.Infer(weights.Weights) with { Circular = true };
        Graph graph = new Vae(config, weights).DescribeDecoder(1, 4, 6);
        float[] latent = Checkpoints.Synthetic.SyntheticWeights.Tensor("input/latent", 4 * 6 * 4);

        float[] picture = new GraphInterpreter().Run(graph, new Dictionary<string, float[]> { [Vae.Latent] = latent })[Vae.Picture];
        float[] shifted = new GraphInterpreter().Run(graph, new Dictionary<string, float[]> { [Vae.Latent] = RotateRows(latent, 6 * 4) })[Vae.Picture];

        Close.Within(1e-6, RotateRows(picture, 8 * 6 * 8 * 3), shifted, "a picture decoded one cell lower");
    }

    /// <summary>The output as [1,C,H,W].</summary>
    private static float[] RunOnProcessor(Graph graph, string input, float[] values, string output) => GoldenNetwork.AsRecorded(
        new DeviceRunner().Run(graph, new Dictionary<string, float[]> { [input] = values })[output], graph.Outputs[output].Shape);

    /// <summary>The middle half of the rows and columns of square [C,H,W].</summary>
    private static float[] Centre(float[] picture, int channels, int side) =>
        [.. Enumerable.Range(0, channels * side).Where(row => row % side >= side / 4 && row % side < side * 3 / 4)
            .SelectMany(row => picture[(row * side + side / 4)..(row * side + side * 3 / 4)])];

    private static float[] RotateRows(float[] x, int elements) => [.. x[^elements..], .. x[..^elements]];

    private static void Compare(
        GoldenNetwork golden, Graph graph, WeightLedger weights, string runner, string input, float[] values, string blocks, string output)
    {
        weights.ThrowIfUnfit();
        IReadOnlyDictionary<string, float[]> outputs = Runners.Get(runner).Run(graph, new Dictionary<string, float[]> { [input] = values });
        IReadOnlyList<string> compared = golden.Compare(
            graph, outputs, name => name is Vae.Picture or Vae.Moments ? output : name, name => name == output ? OutputTolerance : BlockTolerance);
        Assert.Equal(golden.Tensors.Names.Where(name => name == output || IsCompared(name, blocks)).Order(), compared.Order());
    }

    /// <summary>The last normalisation is fused with the SiLU after it; what follows is compared.</summary>
    private static bool IsCompared(string name, string blocks) => name.StartsWith($"probe.{blocks}", StringComparison.Ordinal) && !name.EndsWith("norm_out", StringComparison.Ordinal);
}
