using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>Sizes of an autoencoder of the Stable Diffusion family, read off a checkpoint's tensors.</summary>
public sealed record VaeConfig
{
    /// <summary>Levels beyond this would make a latent cell larger than any picture; published autoencoders have 4.</summary>
    private const int LargestLevels = 8;

    /// <summary>Channels of a picture: 3.</summary>
    public required int ImageChannels { get; init; }

    /// <summary>Channels of the first level; levels multiply it.</summary>
    public required int Channels { get; init; }

    /// <summary>One factor of <see cref="Channels"/> a level, full resolution first; between levels the resolution halves.</summary>
    public required IReadOnlyList<int> ChannelMultipliers { get; init; }

    /// <summary>Residual blocks a level in the encoder; the decoder has one more.</summary>
    public required int ResBlocks { get; init; }

    public required int LatentChannels { get; init; }

    /// <summary>Latents that samplers see are the autoencoder's times this: 0.18215 for Stable Diffusion 1 and 2 (scale_factor in v1-inference.yaml).</summary>
    public float ScaleFactor { get; init; } = 0.18215f;

    /// <summary>Convolutions wrap around the edges, so that the picture tiles.</summary>
    public bool Circular { get; init; }

    /// <summary>Channels at the lowest resolution.</summary>
    public int DeepestChannels => Channels * ChannelMultipliers[^1];

    /// <summary>Whether it has the sizes of the autoencoder of Stable Diffusion 1 and 2, whose latents are alike. SDXL's has them too, with latents of another kind.</summary>
    public bool IsOfStableDiffusionsForm => Channels == 128 && ChannelMultipliers is [1, 2, 4, 4] && LatentChannels == 4;

    /// <summary>Picture pixels along the side of a latent cell: 8 in every published autoencoder.</summary>
    public int CellSize => 1 << (ChannelMultipliers.Count - 1);

    /// <summary>
    /// The sizes of the autoencoder under "first_stage_model". Throws <see cref="CheckpointException"/> when the tensors are no such network.
    /// </summary>
    public static VaeConfig Infer(IReadOnlyDictionary<string, Weight> weights)
    {
        var layout = new CheckpointLayout(weights, Vae.Prefix, "Stable Diffusion autoencoder (VAE)");
        IReadOnlyList<int> convIn = layout.Shape("encoder.conv_in.weight", 4);
        int channels = convIn[0];
        layout.Require(channels % Vae.Groups == 0, "encoder.conv_in.weight", $"gives {channels} channels, not a multiple of {Vae.Groups}");
        var multipliers = new List<int>();
        for (int level = 0; level < layout.Count("encoder.down.:.block.0.conv1.weight"); level++)
        {
            string key = $"encoder.down.{level}.block.0.conv1.weight";
            int width = layout.Shape(key, 4)[0];
            layout.Require(width % channels == 0, key, $"gives {width} channels, not a multiple of the first level's {channels}");
            multipliers.Add(width / channels);
        }

        layout.Require(multipliers.Count is > 0 and <= LargestLevels, "encoder.down.0.block.0.conv1.weight", $"is one of {multipliers.Count} levels; 1 to {LargestLevels} are known");
        return new VaeConfig
        {
            ImageChannels = convIn[1],
            Channels = channels,
            ChannelMultipliers = multipliers,
            ResBlocks = layout.Count("encoder.down.0.block.:.conv1.weight"),
            LatentChannels = layout.Shape("decoder.conv_in.weight", 4)[1],
        };
    }
}
