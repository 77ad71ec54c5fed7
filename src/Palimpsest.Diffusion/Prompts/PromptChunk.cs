namespace Palimpsest.Diffusion.Prompts;

/// <summary>
/// What the text encoder reads at once: start, 75 tokens, end. <paramref name="Tokens"/> and <paramref name="Multipliers"/> have
/// <see cref="Length"/> entries, more only where a textual inversion of over 75 vectors stands in the chunk.
/// </summary>
/// <param name="Tokens">Token ids; 0 where an embedding's vector goes.</param>
/// <param name="Multipliers">Emphasis of each token; 1 for start, end and padding.</param>
/// <param name="Embeddings">The textual inversions in the chunk, in order.</param>
public sealed record PromptChunk(int[] Tokens, float[] Multipliers, IReadOnlyList<PlacedEmbedding> Embeddings)
{
    /// <summary>Tokens of a chunk with its start and end: CLIP's context length.</summary>
    public const int Length = 77;

    /// <summary>Tokens of the prompt that a chunk holds.</summary>
    public const int Capacity = Length - 2;
}
