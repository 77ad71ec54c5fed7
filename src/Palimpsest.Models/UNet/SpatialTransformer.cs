using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>
/// The UNet's attention: pixels become tokens that attend to each other and to the text (Rombach et al. 2022, appendix E.2.1),
/// each transformer block being self attention, cross attention and a gated feed-forward layer, all residual.
/// </summary>
/// <param name="cells">Height times width of the latent: only there tokens are merged.</param>
internal sealed class SpatialTransformer(Graph graph, WeightScope weights, UNetConfig config, HypernetworkChain hypernetworks, int cells)
{
    private const float GroupNormEpsilon = 1e-6f;
    private const float LayerNormEpsilon = 1e-5f;

    /// <summary>The feed-forward layer is four times as wide as its input; its weight holds value and gate, so eight.</summary>
    private const int FeedForwardFactor = 4;

    /// <param name="x">[N,H,W,C].</param>
    /// <param name="context">Text vectors, [N,S,contextWidth].</param>
    public Value Describe(Value x, Value context, int depth)
    {
        int channels = x.Channels;
        Value h = graph.GroupNorm(
            x, weights.Get("norm.weight", channels), weights.Get("norm.bias", channels), UNet.Groups, GroupNormEpsilon);
        h = graph.Linear(h, Projection("proj_in", channels), weights.Get("proj_in.bias", channels));
        h = graph.Reshape(h, x.Shape[0], x.Shape[1] * x.Shape[2], channels);
        for (int i = 0; i < depth; i++)
        {
            h = DescribeBlock(weights.At("transformer_blocks").At(i), h, context, x.Shape[1], x.Shape[2]);
        }

        h = graph.Reshape(h, [.. x.Shape]);
        return graph.Linear(h, Projection("proj_out", channels), weights.Get("proj_out.bias", channels), residual: x);
    }

    private Value DescribeBlock(WeightScope block, Value x, Value context, int height, int width)
    {
        Value n = Normalise(block.At("norm1"), x);
        int merged = height * width == cells
            ? Math.Min((int)(height * width * config.TokenMergingRatio), (height * width) - (height / 2 * (width / 2)))
            : 0;
        if (merged == 0)
        {
            x = DescribeAttention(block.At("attn1"), n, n, residual: x);
        }
        else
        {
            Value match = graph.MatchTokens(x, height, width, merged);
            Value left = graph.MergeTokens(n, match, merged);
            x = graph.Add(graph.UnmergeTokens(DescribeAttention(block.At("attn1"), left, left, residual: null), match), x);
        }

        x = DescribeAttention(block.At("attn2"), Normalise(block.At("norm2"), x), context, residual: x);

        int channels = x.Channels, inner = FeedForwardFactor * channels;
        Value gated = graph.GeGlu(
            Normalise(block.At("norm3"), x), block.Get("ff.net.0.proj.weight", 2 * inner, channels), block.Get("ff.net.0.proj.bias", 2 * inner));
        return graph.Linear(gated, block.Get("ff.net.2.weight", channels, inner), block.Get("ff.net.2.bias", channels), residual: x);
    }

    private Value DescribeAttention(WeightScope attention, Value x, Value source, Value? residual)
    {
        int channels = x.Channels;
        (Value keys, Value values) = hypernetworks.Describe(source);

        // The architecture has no biases here, but adapters of kind "full" may bring them.
        Value q = graph.Linear(x, attention.Get("to_q.weight", channels, channels), attention.FindAdded("to_q.bias"));
        Value k = graph.Linear(keys, attention.Get("to_k.weight", channels, source.Channels), attention.FindAdded("to_k.bias"));
        Value v = graph.Linear(values, attention.Get("to_v.weight", channels, source.Channels), attention.FindAdded("to_v.bias"));
        Value attended = graph.Attention(q, k, v, config.Heads(channels));
        return graph.Linear(
            attended, attention.Get("to_out.0.weight", channels, channels), attention.Get("to_out.0.bias", channels), residual: residual);
    }

    private Value Normalise(WeightScope norm, Value x) =>
        graph.LayerNorm(x, norm.Get("weight", x.Channels), norm.Get("bias", x.Channels), LayerNormEpsilon);

    private Weight Projection(string name, int channels) => config.LinearProjections
        ? weights.Get($"{name}.weight", channels, channels)
        : weights.Get($"{name}.weight", channels, channels, 1, 1);
}
