using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>
/// CLIP-L's text transformer (Radford et al. 2021): pre-norm blocks with causal self attention. Describes graphs; holds no run state.
/// Token vectors are looked up outside the graph by <see cref="TokenEmbedding"/>, so that textual inversion can replace them.
/// </summary>
public sealed class ClipTextEncoder(ClipTextConfig config, WeightLedger weights)
{
    /// <summary>Where a Stable Diffusion 1.x checkpoint keeps this network.</summary>
    public const string Prefix = "cond_stage_model.transformer.text_model";

    /// <summary>Graph input: token plus position vectors of each chunk, [N,Positions,Width].</summary>
    public const string Embeddings = "embeddings";

    /// <summary>Graph output: the conditioning, [N,Positions,Width].</summary>
    public const string Hidden = "hidden";

    private const float Epsilon = 1e-5f;

    public ClipTextConfig Config => config;

    /// <summary>
    /// The forward pass for so many chunks. <paramref name="clipSkip"/> c in 1..Layers: the last c - 1 layers are left out; the final
    /// normalisation always follows (webui.md 2.14). With <paramref name="withLayers"/> the stream after each layer is an output too,
    /// "layer.1" … ("layer.0" being the input), before the final normalisation.
    /// </summary>
    public Graph Describe(int batch, int clipSkip = 1, bool withLayers = false)
    {
        if (clipSkip < 1 || clipSkip > config.Layers)
        {
            throw new ArgumentOutOfRangeException(nameof(clipSkip), clipSkip, $"Clip skip must be between 1 and {config.Layers}, the text encoder's layers.");
        }

        var graph = new Graph();
        WeightScope scope = weights.Root.At(Prefix);
        Value x = graph.Input(Embeddings, batch, config.Positions, config.Width);
        for (int layer = 0; layer <= config.Layers - clipSkip; layer++)
        {
            x = DescribeLayer(graph, scope.At("encoder.layers").At(layer), x);
            if (withLayers)
            {
                graph.Output($"layer.{layer + 1}", x);
            }
        }

        graph.Output(Hidden, Normalise(graph, scope.At("final_layer_norm"), x));
        return graph;
    }

    private Value DescribeLayer(Graph graph, WeightScope layer, Value x)
    {
        WeightScope attention = layer.At("self_attn"), perceptron = layer.At("mlp");
        Value n = Normalise(graph, layer.At("layer_norm1"), x);
        Value q = DescribeLinear(graph, attention.At("q_proj"), n, config.Width);
        Value k = DescribeLinear(graph, attention.At("k_proj"), n, config.Width);
        Value v = DescribeLinear(graph, attention.At("v_proj"), n, config.Width);
        Value attended = graph.Attention(q, k, v, config.Heads, causal: true);
        x = DescribeLinear(graph, attention.At("out_proj"), attended, config.Width, residual: x);

        n = Normalise(graph, layer.At("layer_norm2"), x);
        Value inner = DescribeLinear(graph, perceptron.At("fc1"), n, config.InnerWidth, Activation.QuickGelu);
        return DescribeLinear(graph, perceptron.At("fc2"), inner, config.Width, residual: x);
    }

    private static Value DescribeLinear(
        Graph graph, WeightScope scope, Value x, int outChannels, Activation activation = Activation.None, Value? residual = null) =>
        graph.Linear(x, scope.Get("weight", outChannels, x.Channels), scope.Get("bias", outChannels), activation, residual);

    private static Value Normalise(Graph graph, WeightScope norm, Value x) =>
        graph.LayerNorm(x, norm.Get("weight", x.Channels), norm.Get("bias", x.Channels), Epsilon);
}
