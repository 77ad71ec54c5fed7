using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>Sizes of a CLIP-L text transformer, read off a checkpoint's tensors.</summary>
public sealed record ClipTextConfig
{
    /// <summary>Channels of a head in every CLIP text model (Radford et al. 2021, section 2.4).</summary>
    private const int HeadWidth = 64;

    public required int Layers { get; init; }

    /// <summary>Width of the token vectors.</summary>
    public required int Width { get; init; }

    /// <summary>Width of the feed-forward layers.</summary>
    public required int InnerWidth { get; init; }

    /// <summary>Rows of the token table.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Tokens in a chunk, start and end included; 77 in every published model.</summary>
    public required int Positions { get; init; }

    public int Heads => Width / HeadWidth;

    /// <summary>
    /// The sizes of the text encoder under "cond_stage_model.transformer.text_model". Throws <see cref="CheckpointException"/> when there is none.
    /// </summary>
    public static ClipTextConfig Infer(IReadOnlyDictionary<string, Weight> weights)
    {
        var layout = new CheckpointLayout(weights, ClipTextEncoder.Prefix, "CLIP-L text encoder");
        IReadOnlyList<int> tokens = layout.Shape("embeddings.token_embedding.weight", 2);
        layout.Require(tokens[1] % HeadWidth == 0, "embeddings.token_embedding.weight", $"is {tokens[1]} wide, not a multiple of {HeadWidth}");
        return new ClipTextConfig
        {
            Layers = layout.Count("encoder.layers.:.mlp.fc1.weight"),
            Width = tokens[1],
            InnerWidth = layout.Shape("encoder.layers.0.mlp.fc1.weight", 2)[0],
            Vocabulary = tokens[0],
            Positions = layout.Shape("embeddings.position_embedding.weight", 2)[0],
        };
    }
}
