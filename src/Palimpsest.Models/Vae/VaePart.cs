using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>The pieces that encoder and decoder are made of, recorded into one graph. Feature maps are [N,H,W,C].</summary>
internal sealed class VaePart(Graph graph, VaeConfig config, bool withBlocks)
{
    private const float Epsilon = 1e-6f;

    private readonly Padding _padding = Padding.Same(1) with { Circular = config.Circular };

    public Value Convolution(WeightScope scope, Value x, int outChannels, Value? residual = null) => graph.Conv2d(
        x, scope.Get("weight", outChannels, x.Channels, 3, 3), scope.Get("bias", outChannels), padding: _padding, residual: residual);

    /// <summary>A 1x1 convolution.</summary>
    public Value Pointwise(WeightScope scope, Value x, int outChannels, Value? residual = null) => graph.Linear(
        x, scope.Get("weight", outChannels, x.Channels, 1, 1), scope.Get("bias", outChannels), residual: residual);

    /// <summary>
    /// Halves the resolution. The original code pads right and bottom by hand and gives the convolution no padding, so this
    /// one does not wrap around even when pictures tile.
    /// </summary>
    public Value Halve(WeightScope scope, Value x) => graph.Conv2d(
        x, scope.Get("weight", x.Channels, x.Channels, 3, 3), scope.Get("bias", x.Channels), stride: 2, padding: new Padding(0, 0, 1, 1));

    public Value Normalise(WeightScope norm, Value x, bool silu) =>
        graph.GroupNorm(x, norm.Get("weight", x.Channels), norm.Get("bias", x.Channels), Vae.Groups, Epsilon, silu);

    public Value ResBlocks(WeightScope blocks, Value x, int count, int outChannels)
    {
        for (int i = 0; i < count; i++)
        {
            x = ResBlock(blocks.At(i), x, outChannels);
        }

        return x;
    }

    /// <summary>Residual block, single-head attention over all cells, residual block.</summary>
    public Value Middle(WeightScope mid, string name, Value x)
    {
        x = ResBlock(mid.At("block_1"), x, x.Channels);
        x = Attention(mid.At("attn_1"), x);
        Observe($"{name}.attn_1", x);
        x = ResBlock(mid.At("block_2"), x, x.Channels);
        Observe(name, x);
        return x;
    }

    /// <summary>Makes the value an output of the graph when intermediate results are wanted.</summary>
    public void Observe(string name, Value value)
    {
        if (withBlocks)
        {
            graph.Output(name, value);
        }
    }

    private Value ResBlock(WeightScope block, Value x, int outChannels)
    {
        Value h = Convolution(block.At("conv1"), Normalise(block.At("norm1"), x, silu: true), outChannels);
        h = Normalise(block.At("norm2"), h, silu: true);
        Value skip = x.Channels == outChannels ? x : Pointwise(block.At("nin_shortcut"), x, outChannels);
        return Convolution(block.At("conv2"), h, outChannels, residual: skip);
    }

    private Value Attention(WeightScope scope, Value x)
    {
        int channels = x.Channels;
        Value n = Normalise(scope.At("norm"), x, silu: false);
        Value q = Tokens(Pointwise(scope.At("q"), n, channels));
        Value k = Tokens(Pointwise(scope.At("k"), n, channels));
        Value v = Tokens(Pointwise(scope.At("v"), n, channels));
        Value attended = graph.Reshape(graph.Attention(q, k, v, heads: 1), [.. x.Shape]);
        return Pointwise(scope.At("proj_out"), attended, channels, residual: x);
    }

    private Value Tokens(Value x) => graph.Reshape(x, x.Shape[0], x.Shape[1] * x.Shape[2], x.Channels);
}
