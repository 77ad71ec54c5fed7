namespace Palimpsest.Diffusion.Prompts;

/// <summary>
/// Finds the names of textual inversions among a prompt's tokens. Names are compared as token ids, so capitals and runs of blanks do
/// not matter; where several fit, the longest wins.
/// </summary>
public sealed class EmbeddingNames
{
    private readonly Dictionary<int, List<(int[] Ids, EmbeddingName Embedding)>> _byFirstId = [];

    public EmbeddingNames(IEnumerable<EmbeddingName> embeddings, ClipTokenizer tokenizer)
    {
        foreach (EmbeddingName embedding in embeddings)
        {
            int[] ids = tokenizer.Encode(embedding.Name);
            if (ids.Length > 0)
            {
                if (!_byFirstId.TryGetValue(ids[0], out List<(int[] Ids, EmbeddingName Embedding)>? others))
                {
                    _byFirstId[ids[0]] = others = [];
                }

                others.Add((ids, embedding));
            }
        }

        foreach ((int id, List<(int[] Ids, EmbeddingName Embedding)> candidates) in _byFirstId.ToArray())
        {
            _byFirstId[id] = [.. candidates.OrderByDescending(candidate => candidate.Ids.Length)];
        }
    }

    /// <summary>The embedding whose name starts at a token, and how many tokens the name takes; null when there is none.</summary>
    public (EmbeddingName Embedding, int TokenCount)? Find(ReadOnlySpan<int> tokens)
    {
        if (_byFirstId.TryGetValue(tokens[0], out List<(int[] Ids, EmbeddingName Embedding)>? candidates))
        {
            foreach ((int[] ids, EmbeddingName embedding) in candidates)
            {
                if (tokens.StartsWith(ids))
                {
                    return (embedding, ids.Length);
                }
            }
        }

        return null;
    }
}
