using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>Sizes of a denoising network of the Stable Diffusion family, read off a checkpoint's tensors.</summary>
public sealed record UNetConfig
{
    /// <summary>Context width of the CLIP-L text encoder, by which Stable Diffusion 1.x is told from its successors.</summary>
    private const int ClipLWidth = 768;

    /// <summary>Latent channels plus image conditioning: 4, 9 for inpainting, 8 for instruct-pix2pix.</summary>
    public required int InChannels { get; init; }

    public required int OutChannels { get; init; }

    /// <summary>Channels of the first level; levels multiply it.</summary>
    public required int ModelChannels { get; init; }

    /// <summary>One factor of <see cref="ModelChannels"/> a level, full resolution first.</summary>
    public required IReadOnlyList<int> ChannelMultipliers { get; init; }

    /// <summary>Residual blocks a level on the way down; the way up has one more.</summary>
    public required int ResBlocks { get; init; }

    /// <summary>Transformer blocks after each residual block of a level; 0: that level has no attention.</summary>
    public required IReadOnlyList<int> TransformerDepths { get; init; }

    /// <summary>Transformer blocks in the middle block.</summary>
    public required int MiddleDepth { get; init; }

    /// <summary>Width of the text encoder's vectors.</summary>
    public required int ContextWidth { get; init; }

    /// <summary>The transformers' input and output projections are linear layers rather than 1x1 convolutions.</summary>
    public required bool LinearProjections { get; init; }

    /// <summary>Width of the label vector (SDXL's pooled text and sizes); null when the network takes none.</summary>
    public required int? LabelWidth { get; init; }

    /// <summary>Convolutions wrap around the edges, so that the picture tiles.</summary>
    public bool Circular { get; init; }

    /// <summary>The part of the tokens that self attention at full size merges into alike ones, 0 to 0.9; 0: none.</summary>
    public double TokenMergingRatio { get; init; }

    /// <summary>Width of the time embedding: four times <see cref="ModelChannels"/> in every published network.</summary>
    public int EmbeddingWidth => 4 * ModelChannels;

    /// <summary>Channels of a level.</summary>
    public int Channels(int level) => ModelChannels * ChannelMultipliers[level];

    /// <summary>
    /// Attention heads for so many channels. Shapes do not tell: SD 1.x has 8 heads everywhere, its successors heads of 64
    /// channels (num_heads and num_head_channels in the published v1-inference.yaml, v2-inference.yaml and sd_xl_base.yaml).
    /// </summary>
    public int Heads(int channels) => ContextWidth == ClipLWidth ? 8 : channels / 64;

    /// <summary>
    /// The sizes of the network under "model.diffusion_model". Throws <see cref="CheckpointException"/> when the tensors are no such network.
    /// </summary>
    public static UNetConfig Infer(IReadOnlyDictionary<string, Weight> weights)
    {
        var layout = new CheckpointLayout(weights, UNet.Prefix, "Stable Diffusion UNet");
        IReadOnlyList<int> convIn = layout.Shape("input_blocks.0.0.weight", 4);
        int channels = convIn[0];
        layout.Require(channels % UNet.Groups == 0, "input_blocks.0.0.weight", $"gives {channels} channels, not a multiple of {UNet.Groups}");
        List<Level> levels = InferLevels(layout, channels);
        Level attending = levels.Find(level => level.Depth > 0)
            ?? throw new CheckpointException("No level of the UNet has attention, so this is no text-to-image network. Use a Stable Diffusion checkpoint.");
        string transformer = $"input_blocks.{attending.FirstBlock}.1";
        var config = new UNetConfig
        {
            InChannels = convIn[1],
            OutChannels = layout.Shape("out.2.weight", 4)[0],
            ModelChannels = channels,
            ChannelMultipliers = [.. levels.Select(level => level.Multiplier)],
            ResBlocks = levels[0].Blocks,
            TransformerDepths = [.. levels.Select(level => level.Depth)],
            MiddleDepth = layout.Count("middle_block.1.transformer_blocks.:.attn1.to_q.weight"),
            ContextWidth = layout.Shape($"{transformer}.transformer_blocks.0.attn2.to_k.weight", 2)[1],
            LinearProjections = layout.Shape($"{transformer}.proj_in.weight", 2, 4).Count == 2,
            LabelWidth = layout.Has("label_emb.0.0.weight") ? layout.Shape("label_emb.0.0.weight", 2)[1] : null,
        };
        for (int level = 0; level < levels.Count; level++)
        {
            int width = config.Channels(level);
            bool fits = levels[level].Depth == 0 || (config.Heads(width) > 0 && width % config.Heads(width) == 0);
            layout.Require(fits, $"input_blocks.{levels[level].FirstBlock}.0.out_layers.3.weight", $"gives {width} channels, which do not divide into attention heads");
        }

        return config;
    }

    /// <summary>Walks the way down: a block with "op" ends a level, any other is a residual block with or without a transformer.</summary>
    private static List<Level> InferLevels(CheckpointLayout layout, int channels)
    {
        var levels = new List<Level>();
        Level? current = null;
        for (int block = 1; ; block++)
        {
            string key = $"input_blocks.{block}.0.out_layers.3.weight";
            if (layout.Has(key))
            {
                int width = layout.Shape(key, 4)[0];
                int depth = layout.Count($"input_blocks.{block}.1.transformer_blocks.:.attn1.to_q.weight");
                layout.Require(width % channels == 0, key, $"gives {width} channels, not a multiple of the first level's {channels}");
                current ??= new Level(block, width / channels, depth, 0);
                layout.Require(current.Multiplier == width / channels && current.Depth == depth, key, "differs in form from the other blocks of its level");
                current = current with { Blocks = current.Blocks + 1 };
                continue;
            }

            layout.Require(current is not null, key, "is missing: the way down has an empty level");
            levels.Add(current!);
            layout.Require(current!.Blocks == levels[0].Blocks, key, "is missing: the levels have different numbers of blocks");
            current = null;
            if (!layout.Has($"input_blocks.{block}.0.op.weight"))
            {
                return levels;
            }
        }
    }

    /// <summary>One resolution on the way down: where it starts, its channel factor, transformer depth and number of residual blocks.</summary>
    private sealed record Level(int FirstBlock, int Multiplier, int Depth, int Blocks);
}
