using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>Residual block of the UNet: two 3x3 convolutions with the time embedding added between them.</summary>
internal static class ResBlock
{
    private const float Epsilon = 1e-5f;

    /// <param name="x">[N,H,W,C].</param>
    /// <param name="embedding">Time embedding after SiLU, [N,E].</param>
    /// <param name="outChannels">Channels of the result, [N,H,W,outChannels].</param>
    public static Value Describe(Graph graph, WeightScope weights, Value x, Value embedding, int outChannels, Padding padding)
    {
        int inChannels = x.Channels;
        Value h = Normalise(graph, weights.At("in_layers.0"), x);
        Value shift = graph.Linear(
            embedding, weights.Get("emb_layers.1.weight", outChannels, embedding.Channels), weights.Get("emb_layers.1.bias", outChannels));
        h = graph.Conv2d(
            h, weights.Get("in_layers.2.weight", outChannels, inChannels, 3, 3), weights.Get("in_layers.2.bias", outChannels),
            padding: padding, channelBias: shift);
        h = Normalise(graph, weights.At("out_layers.0"), h);
        Value skip = inChannels == outChannels
            ? x
            : graph.Linear(x, weights.Get("skip_connection.weight", outChannels, inChannels, 1, 1), weights.Get("skip_connection.bias", outChannels));
        return graph.Conv2d(
            h, weights.Get("out_layers.3.weight", outChannels, outChannels, 3, 3), weights.Get("out_layers.3.bias", outChannels),
            padding: padding, residual: skip);
    }

    private static Value Normalise(Graph graph, WeightScope weights, Value x) =>
        graph.GroupNorm(x, weights.Get("weight", x.Channels), weights.Get("bias", x.Channels), UNet.Groups, Epsilon, silu: true);
}
