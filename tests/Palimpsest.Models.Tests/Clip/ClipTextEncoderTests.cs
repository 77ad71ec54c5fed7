using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

public class ClipTextEncoderTests
{
    /// <summary>reference/models/README.md, "Tolerances": text hidden states; blocks inside.</summary>
    private const double OutputTolerance = 2e-5, LayerTolerance = 1e-4;

    [Theory]
    [InlineData(1, Runners.Interpreter)]
    [InlineData(1, Runners.Processor)]
    [InlineData(2, Runners.Processor)]
    [InlineData(3, Runners.Processor)]
    [InlineData(4, Runners.Processor)]
    public void A_tiny_encoder_gives_the_reference_programs_normalised_states(int clipSkip, string runner)
    {
        TensorFile golden = Reference.Tensors("models/tiny/tiny-sd1.clip-l.safetensors");
        (Graph graph, IReadOnlyDictionary<string, float[]> outputs) = Run("tiny-sd1", golden, clipSkip, runner);
        CompareRows(golden, "normed", 4 - clipSkip + 1, outputs[ClipTextEncoder.Hidden], OutputTolerance);
        Assert.Equal([3, 77, 768], graph.Outputs[ClipTextEncoder.Hidden].Shape);
    }

    [Fact]
    public void A_tiny_encoder_gives_the_reference_programs_layers()
    {
        TensorFile golden = Reference.Tensors("models/tiny/tiny-sd1.clip-l.safetensors");
        (_, IReadOnlyDictionary<string, float[]> outputs) = Run("tiny-sd1", golden, clipSkip: 1, Runners.Processor);
        for (int layer = 1; layer <= 4; layer++)
        {
            CompareRows(golden, "hidden", layer, outputs[$"layer.{layer}"], LayerTolerance);
        }
    }

    [Theory]
    [InlineData(1, "last_normed")]
    [InlineData(2, "penultimate_normed")]
    [Trait("Category", "Long")]
    public void A_full_size_encoder_gives_the_reference_programs_states(int clipSkip, string name)
    {
        TensorFile golden = Reference.Tensors("models/full/clip-l.safetensors");
        (_, IReadOnlyDictionary<string, float[]> outputs) = Run("sd15", golden, clipSkip, Runners.Processor);
        float[] hidden = outputs[ClipTextEncoder.Hidden];
        int[] rows = Rows(golden);
        float[] listed = [.. Enumerable.Range(0, 2).SelectMany(prompt => rows.Select(row => prompt * 77 + row)).SelectMany(row => hidden[(row * 768)..((row + 1) * 768)])];
        Close.Within(OutputTolerance, golden.Floats($"{name}.rows"), listed, name);
    }

    [Fact]
    public void Token_embeddings_are_the_reference_programs_first_hidden_state()
    {
        TensorFile golden = Reference.Tensors("models/tiny/tiny-sd1.clip-l.safetensors");
        WeightLedger weights = SyntheticLedger.Open("tiny-sd1");
        CompareRows(golden, "hidden", 0, Embed(golden, ClipTextConfig.Infer(weights.Weights), weights), tolerance: 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_clip_skip_beyond_the_layers_is_refused(int clipSkip)
    {
        WeightLedger weights = SyntheticLedger.Open("tiny-sd1");
        var encoder = new ClipTextEncoder(ClipTextConfig.Infer(weights.Weights), weights);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Describe(1, clipSkip));
        Assert.Contains("between 1 and 4", error.Message);
    }

    private static (Graph Graph, IReadOnlyDictionary<string, float[]> Outputs) Run(string manifest, TensorFile golden, int clipSkip, string runner)
    {
        WeightLedger weights = SyntheticLedger.Open(manifest);
        ClipTextConfig config = ClipTextConfig.Infer(weights.Weights);
        float[] embeddings = Embed(golden, config, weights);
        Graph graph = new ClipTextEncoder(config, weights).Describe(golden.Shape("ids")[0], clipSkip, withLayers: true);
        weights.ThrowIfUnfit();
        return (graph, Runners.Get(runner).Run(graph, new Dictionary<string, float[]> { [ClipTextEncoder.Embeddings] = embeddings }));
    }

    private static float[] Embed(TensorFile golden, ClipTextConfig config, WeightLedger weights)
    {
        int[] ids = golden.Elements<int>("ids");
        var table = new TokenEmbedding(config, weights);
        int chunk = config.Positions * config.Width;
        var embeddings = new float[ids.Length * config.Width];
        for (int i = 0; i < ids.Length / config.Positions; i++)
        {
            table.WriteInto(embeddings.AsSpan(i * chunk, chunk), ids.AsSpan(i * config.Positions, config.Positions));
        }

        return embeddings;
    }

    /// <summary>Each prompt's state is recorded whole, or as the rows that the case lists.</summary>
    private static void CompareRows(TensorFile golden, string kind, int layer, float[] actual, double tolerance)
    {
        string[] prompts = [.. golden.Case.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.GetString()!)];
        int[] rows = Rows(golden);
        int width = actual.Length / prompts.Length / 77;
        for (int i = 0; i < prompts.Length; i++)
        {
            string name = $"{prompts[i]}.{kind}.{layer}";
            float[] state = actual[(i * 77 * width)..((i + 1) * 77 * width)];
            if (golden.Has(name))
            {
                Close.Within(tolerance, golden.Floats(name), state, name);
            }
            else
            {
                float[] listed = [.. rows.SelectMany(row => state[(row * width)..((row + 1) * width)])];
                Close.Within(tolerance, golden.Floats($"{name}.rows"), listed, $"{name}.rows");
            }
        }
    }

    private static int[] Rows(TensorFile golden) => [.. golden.Case.GetProperty("rows").EnumerateArray().Select(row => row.GetInt32())];
}
