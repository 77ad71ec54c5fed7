namespace Palimpsest.Diffusion.Prompts;

/// <summary>Collects tokens into chunks, padding each to its length; <see cref="PromptTokenizer"/>'s state.</summary>
internal sealed class ChunkWriter(int commaBacktrack)
{
    private readonly List<PromptChunk> _chunks = [];
    private List<int> _tokens = [];
    private List<float> _multipliers = [];
    private List<PlacedEmbedding> _embeddings = [];
    private int _lastComma = -1;
    private int _tokenCount;

    /// <summary>
    /// Opens a new chunk when this one is full. If a comma is near, what follows it moves along; embeddings in that part stay
    /// behind, a defect of webui that is kept because pictures depend on it.
    /// </summary>
    public void MakeRoom(int nextToken)
    {
        bool full = _tokens.Count == PromptChunk.Capacity;
        if (nextToken == ClipTokenizer.Comma)
        {
            _lastComma = _tokens.Count;
        }
        else if (full && commaBacktrack != 0 && _lastComma >= 0 && _tokens.Count - _lastComma <= commaBacktrack)
        {
            int moved = _lastComma + 1;
            List<int> tokens = _tokens[moved..];
            List<float> multipliers = _multipliers[moved..];
            _tokens.RemoveRange(moved, tokens.Count);
            _multipliers.RemoveRange(moved, tokens.Count);
            CloseChunk();
            (_tokens, _multipliers) = (tokens, multipliers);
        }

        if (_tokens.Count == PromptChunk.Capacity)
        {
            CloseChunk();
        }
    }

    public void AddToken(int token, float multiplier)
    {
        _tokens.Add(token);
        _multipliers.Add(multiplier);
    }

    /// <summary>Adds an embedding's place, in a new chunk when this one has no room for all of it; one longer than a chunk overflows.</summary>
    public void AddEmbedding(EmbeddingName embedding, float multiplier)
    {
        if (_tokens.Count + embedding.VectorCount > PromptChunk.Capacity)
        {
            CloseChunk();
        }

        PlaceEmbedding(embedding, multiplier);
    }

    /// <summary>Adds an embedding's place, room or not.</summary>
    public void PlaceEmbedding(EmbeddingName embedding, float multiplier)
    {
        _embeddings.Add(new PlacedEmbedding(_tokens.Count, embedding.Name));
        for (int i = 0; i < embedding.VectorCount; i++)
        {
            AddToken(0, multiplier);
        }
    }

    /// <summary>Ends the chunk, empty or not; it counts as full.</summary>
    public void CloseChunk()
    {
        _tokenCount += PromptChunk.Capacity;
        Close();
    }

    public TokenizedPrompt Finish()
    {
        if (_tokens.Count > 0 || _chunks.Count == 0)
        {
            _tokenCount += _tokens.Count;
            Close();
        }

        return new TokenizedPrompt(_chunks, _tokenCount);
    }

    /// <summary>All that was added as one chunk, without what is beyond its length.</summary>
    public TokenizedPrompt FinishCut()
    {
        int count = _tokens.Count;
        _tokens = [.. _tokens.Take(PromptChunk.Capacity)];
        _multipliers = [.. _multipliers.Take(PromptChunk.Capacity)];
        _embeddings = [.. _embeddings.Where(placed => placed.Offset < PromptChunk.Capacity)];
        Close();
        return new TokenizedPrompt(_chunks, count);
    }

    private void Close()
    {
        int padding = Math.Max(0, PromptChunk.Capacity - _tokens.Count);
        int[] tokens = [ClipTokenizer.StartOfText, .. _tokens, .. Enumerable.Repeat(ClipTokenizer.EndOfText, padding + 1)];
        float[] multipliers = [1, .. _multipliers, .. Enumerable.Repeat(1f, padding + 1)];
        _chunks.Add(new PromptChunk(tokens, multipliers, _embeddings));
        (_tokens, _multipliers, _embeddings, _lastComma) = ([], [], [], -1);
    }
}
