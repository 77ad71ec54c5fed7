using Palimpsest.Compute;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Networks;

/// <summary>The adapters that act on a model during a job, and what infotexts tell of them.</summary>
internal sealed class ActiveNetworks
{
    public static ActiveNetworks None { get; } = new();

    /// <summary>What the networks were asked for with: equal keys, equal weights.</summary>
    public string Key { get; init; } = "";

    public IReadOnlyList<HypernetworkUse> Hypernetworks { get; init; } = [];

    /// <summary>The tensors that the networks of the LoRA family change.</summary>
    public IReadOnlyDictionary<string, Weight> Weights { get; init; } = new Dictionary<string, Weight>();

    /// <summary>Textual inversions by name.</summary>
    public IReadOnlyDictionary<string, ActiveEmbedding> Embeddings { get; init; } = new Dictionary<string, ActiveEmbedding>();

    /// <summary>The same as the tokenizer looks for them; null when there are none.</summary>
    public EmbeddingNames? EmbeddingNames { get; init; }

    /// <summary>The active files of the LoRA family by name with their hashes, as infotexts tell them; one that acts twice is there twice.</summary>
    public IReadOnlyList<(string Name, string Hash)> LoraHashes { get; init; } = [];

    /// <summary>TAESD's files, where they are.</summary>
    public string? TinyEncoderPath { get; init; }

    public string? TinyDecoderPath { get; init; }
}
