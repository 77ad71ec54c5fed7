using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.TestKit;

namespace Palimpsest.Models.Tests;

public class ClipTextEncoderTests
{
    /// <summary>reference/models/README.md, "Tolerances": text hidden states; blocks inside.</summary>
    private const double OutputTolerance = 2e-5, LayerTolerance = 1e-4;

    public static MatrixTheoryData<int, string> ClipSkips => new([1, 2, 3, 4], Runners.All);

    public static TheoryData<string> RunnerNames => [.. Runners.All];

    [Theory]
    [MemberData(nameof(ClipSkips))]
    public void A_tiny_encoder_gives_the_reference_programs_normalised_states(int clipSkip, string runner)
    {
        TensorFile golden = Reference.Tensors("models/tiny/tiny-sd1.clip-l.safetensors");
        (Graph graph, IReadOnlyDictionary<string, float[]> outputs) = Run(golden, clipSkip, runner);
        CompareRows(golden, "normed", 4 - clipSkip + 1, outputs[ClipTextEncoder.Hidden], OutputTolerance);
        Assert.Equal([3, 77, 768], graph.Outputs[ClipTextEncoder.Hidden].Shape);
    }

    [Theory]
    [MemberData(nameof(RunnerNames))]
    public void A_tiny_encoder_gives_the_reference_programs_layers(string runner)
    {
        TensorFile golden = Reference.Tensors("models/tiny/tiny-sd1.clip-l.safetensors");
        (_, IReadOnlyDictionary<string, float[]> outputs) = Run(golden, clipSkip: 1, runner);
        for (int layer = 1; layer <= 4; layer++)
        {
            CompareRows(golden, "hidden", layer, outputs[$"layer.{layer}"], LayerTolerance);
        }
    }

    [Fact]
    public void Token_embeddings_are_the_reference_programs_first_hidden_state()
    {
        TensorFile golden = Reference.Tensors("models/tiny/tiny-sd1.clip-l.safetensors");
        WeightLedger weights = SyntheticCheckpoint.Open("tiny-sd1");
        CompareRows(golden, "hidden", 0, Embed(golden, ClipTextConfig.Infer(weights.Weights), weights), tolerance: 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_clip_skip_beyond_the_layers_is_refused(int clipSkip)
    {
        WeightLedger weights = SyntheticCheckpoint.Open("tiny-sd1");
        var encoder = new ClipTextEncoder(ClipTextConfig.Infer(weights.Weights), weights);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Describe(1, clipSkip));
        Assert.Contains("between 1 and 4", error.Message);
    }

    private static (Graph Graph, IReadOnlyDictionary<string, float[]> Outputs) Run(TensorFile golden, int clipSkip, string runner)
    {
        WeightLedger weights = SyntheticCheckpoint.Open("tiny-sd1");
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
        int[] rows = [.. golden.Case.GetProperty("rows").EnumerateArray().Select(row => row.GetInt32())];
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
}
