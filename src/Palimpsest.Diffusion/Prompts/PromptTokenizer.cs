namespace Palimpsest.Diffusion.Prompts;

/// <summary>
/// Cuts a text into chunks of 75 tokens. Each stretch of equal emphasis is tokenized on its own; a full chunk gives what follows a
/// near comma to the next one, so that phrases stay together; BREAK closes a chunk.
/// </summary>
public sealed class PromptTokenizer(ClipTokenizer tokenizer, EmbeddingNames? embeddings = null)
{
    /// <summary>webui's default for "Prompt word wrap length limit" (comma_padding_backtrack).</summary>
    public const int DefaultCommaBacktrack = 20;

    /// <param name="text">One text, after AND and schedules.</param>
    /// <exception cref="PromptException">A weight in brackets is no number.</exception>
    public TokenizedPrompt Tokenize(string text, PromptOptions options) =>
        options.OldEmphasis ? TokenizeByBrackets(text, options.Emphasis) : Tokenize(text, options.Emphasis, options.CommaBacktrack);

    /// <param name="text">One text, after AND and schedules.</param>
    /// <param name="mode">Only None matters here: brackets and BREAK are then words.</param>
    /// <param name="commaBacktrack">How many tokens back a comma may be to wrap at; 0 never wraps.</param>
    /// <exception cref="PromptException">A weight in brackets is no number.</exception>
    public TokenizedPrompt Tokenize(string text, EmphasisMode mode = EmphasisMode.Original, int commaBacktrack = DefaultCommaBacktrack)
    {
        IReadOnlyList<WeightedText> segments = mode == EmphasisMode.None ? [new WeightedText(text, 1)] : Attention.Parse(text);
        var writer = new ChunkWriter(commaBacktrack);
        foreach (WeightedText segment in segments)
        {
            if (segment.IsBreak)
            {
                writer.CloseChunk();
                continue;
            }

            int[] tokens = tokenizer.Encode(segment.Text);
            for (int position = 0; position < tokens.Length;)
            {
                writer.MakeRoom(tokens[position]);
                if (embeddings?.Find(tokens.AsSpan(position)) is (EmbeddingName embedding, int nameLength))
                {
                    writer.AddEmbedding(embedding, (float)segment.Weight);
                    position += nameLength;
                }
                else
                {
                    writer.AddToken(tokens[position++], (float)segment.Weight);
                }
            }
        }

        return writer.Finish();
    }

    /// <summary>
    /// As webui's first versions read a text: it is tokenized whole, a token with brackets changes the emphasis of all that follows and is left out, weights
    /// and BREAK are words, and what is beyond one chunk is cut off. <see cref="TokenizedPrompt.TokenCount"/> counts that too.
    /// </summary>
    private TokenizedPrompt TokenizeByBrackets(string text, EmphasisMode mode)
    {
        int[] tokens = tokenizer.Encode(text);
        var writer = new ChunkWriter(commaBacktrack: 0);
        double weight = 1;
        for (int position = 0; position < tokens.Length;)
        {
            if (mode != EmphasisMode.None && ClipVocabulary.Instance.BracketFactors.TryGetValue(tokens[position], out double factor))
            {
                weight *= factor;
                position++;
            }
            else if (embeddings?.Find(tokens.AsSpan(position)) is (EmbeddingName embedding, int nameLength))
            {
                writer.PlaceEmbedding(embedding, (float)weight);
                position += nameLength;
            }
            else
            {
                writer.AddToken(tokens[position++], (float)weight);
            }
        }

        return writer.FinishCut();
    }
}
