using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>
/// The autoencoder between pictures and latents (Rombach et al. 2022, first stage; Esser et al. 2021). Describes graphs; holds no run state.
/// Pictures are in -1..1, latents as the autoencoder has them: before <see cref="VaeConfig.ScaleFactor"/>.
/// </summary>
public sealed class Vae(VaeConfig config, WeightLedger weights)
{
    /// <summary>Where a checkpoint keeps this network.</summary>
    public const string Prefix = "first_stage_model";

    /// <summary>Encoder's input and decoder's output: [N,H,W,3].</summary>
    public const string Picture = "picture";

    /// <summary>Encoder's output: mean, then log variance of the latent, [N,h,w,2·LatentChannels].</summary>
    public const string Moments = "moments";

    /// <summary>Decoder's input: [N,h,w,LatentChannels].</summary>
    public const string Latent = "latent";

    /// <summary>Groups of every group normalisation, in all published networks.</summary>
    internal const int Groups = 32;

    public VaeConfig Config => config;

    /// <summary>
    /// Picture to moments. The latent's sides are the picture's divided by <see cref="VaeConfig.CellSize"/>, rounded down. With
    /// <paramref name="withBlocks"/> "encoder.conv_in", "encoder.down.0" …, "encoder.mid.attn_1" and "encoder.mid" are outputs too.
    /// </summary>
    /// <exception cref="ArgumentException">The picture is smaller than a latent cell.</exception>
    public Graph DescribeEncoder(int batch, int height, int width, bool withBlocks = false)
    {
        if (Math.Min(height, width) < config.CellSize)
        {
            throw new ArgumentException($"A picture of {width} x {height} pixels has no latent: both sides must be at least {config.CellSize}.");
        }

        var graph = new Graph();
        WeightScope scope = weights.Root.At(Prefix), encoder = scope.At("encoder");
        var part = new VaePart(graph, config, withBlocks);
        int moments = 2 * config.LatentChannels;

        Value h = part.Convolution(encoder.At("conv_in"), graph.Input(Picture, batch, height, width, config.ImageChannels), config.Channels);
        part.Observe("encoder.conv_in", h);
        for (int level = 0; level < config.ChannelMultipliers.Count; level++)
        {
            WeightScope down = encoder.At("down").At(level);
            h = part.ResBlocks(down.At("block"), h, config.ResBlocks, config.Channels * config.ChannelMultipliers[level]);
            if (level < config.ChannelMultipliers.Count - 1)
            {
                h = part.Halve(down.At("downsample.conv"), h);
            }

            part.Observe($"encoder.down.{level}", h);
        }

        h = part.Middle(encoder.At("mid"), "encoder.mid", h);
        h = part.Convolution(encoder.At("conv_out"), part.Normalise(encoder.At("norm_out"), h, silu: true), moments);
        graph.Output(Moments, part.Pointwise(scope.At("quant_conv"), h, moments));
        return graph;
    }

    /// <summary>
    /// Latent to picture, <see cref="VaeConfig.CellSize"/> times as wide and high. With <paramref name="withBlocks"/> "decoder.conv_in",
    /// "decoder.mid.attn_1", "decoder.mid" and "decoder.up.3" … are outputs too.
    /// </summary>
    public Graph DescribeDecoder(int batch, int height, int width, bool withBlocks = false)
    {
        var graph = new Graph();
        WeightScope scope = weights.Root.At(Prefix), decoder = scope.At("decoder");
        var part = new VaePart(graph, config, withBlocks);

        Value h = graph.Input(Latent, batch, height, width, config.LatentChannels);
        h = part.Pointwise(scope.At("post_quant_conv"), h, config.LatentChannels);
        h = part.Convolution(decoder.At("conv_in"), h, config.DeepestChannels);
        part.Observe("decoder.conv_in", h);
        h = part.Middle(decoder.At("mid"), "decoder.mid", h);
        for (int level = config.ChannelMultipliers.Count - 1; level >= 0; level--)
        {
            WeightScope up = decoder.At("up").At(level);
            h = part.ResBlocks(up.At("block"), h, config.ResBlocks + 1, config.Channels * config.ChannelMultipliers[level]);
            if (level > 0)
            {
                h = graph.ResizeNearest(h, 2 * h.Shape[1], 2 * h.Shape[2]);
                h = part.Convolution(up.At("upsample.conv"), h, h.Channels);
            }

            part.Observe($"decoder.up.{level}", h);
        }

        h = part.Normalise(decoder.At("norm_out"), h, silu: true);
        graph.Output(Picture, part.Convolution(decoder.At("conv_out"), h, config.ImageChannels));
        return graph;
    }
}
