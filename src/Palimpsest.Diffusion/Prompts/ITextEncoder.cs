namespace Palimpsest.Diffusion.Prompts;

/// <summary>A text encoder as <see cref="PromptEncoder"/> needs it: with its weights, and with clip skip already chosen.</summary>
public interface ITextEncoder
{
    /// <summary>Values for each token.</summary>
    int Width { get; }

    /// <summary>The token after the first end of text: the end token again for CLIP-L, 0 for OpenCLIP.</summary>
    int PaddingToken { get; }

    /// <summary>Writes the hidden states of <paramref name="count"/> chunks, each on its own.</summary>
    /// <param name="tokens">[count,77] token ids.</param>
    /// <param name="count">Number of chunks.</param>
    /// <param name="hidden">[count,77,Width]; all of it is written.</param>
    void Encode(int[] tokens, int count, Span<float> hidden);

    /// <summary>The same with textual inversions, one list a chunk. Encoders that know no embeddings refuse them.</summary>
    /// <exception cref="PromptException">There is an embedding, and the encoder cannot take it.</exception>
    void Encode(int[] tokens, IReadOnlyList<IReadOnlyList<PlacedEmbedding>> embeddings, Span<float> hidden)
    {
        if (embeddings.FirstOrDefault(placed => placed.Count > 0) is { } called)
        {
            throw new PromptException($"The prompt calls the textual inversion '{called[0].Name}', which this text encoder cannot take; leave it out.");
        }

        Encode(tokens, embeddings.Count, hidden);
    }
}
