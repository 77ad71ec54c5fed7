using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models;

/// <summary>
/// The text encoder's tables: a vector for each token and one for each position. Rows are read where the weight lies,
/// so the large token table is never copied.
/// </summary>
public sealed unsafe class TokenEmbedding
{
    private readonly Weight _tokens;
    private readonly float[] _positions;

    public TokenEmbedding(ClipTextConfig config, WeightLedger weights)
    {
        WeightScope scope = weights.Root.At(ClipTextEncoder.Prefix).At("embeddings");
        _tokens = scope.Get("token_embedding.weight", config.Vocabulary, config.Width);
        _positions = scope.Get("position_embedding.weight", config.Positions, config.Width).ToFloats();
        Width = config.Width;
    }

    public int Width { get; }

    /// <summary>
    /// Writes the vectors of one chunk, [ids.Length,Width] float32: each token's row, or the vector that <paramref name="replacements"/>
    /// holds for its index in the chunk (textual inversion), plus its position's row.
    /// </summary>
    public void WriteInto(Span<float> destination, ReadOnlySpan<int> ids, IReadOnlyDictionary<int, float[]>? replacements = null)
    {
        if (destination.Length != ids.Length * Width || destination.Length > _positions.Length)
        {
            throw new ArgumentException(
                $"{ids.Length} tokens of width {Width} do not fill {destination.Length} elements, of which at most {_positions.Length} have positions.", nameof(destination));
        }

        using WeightBytes table = _tokens.Open();
        for (int i = 0; i < ids.Length; i++)
        {
            Span<float> row = destination.Slice(i * Width, Width);
            if (replacements is not null && replacements.TryGetValue(i, out float[]? vector))
            {
                vector.CopyTo(row);
            }
            else
            {
                ReadRow(row, table, ids[i]);
            }

            for (int c = 0; c < Width; c++)
            {
                row[c] += _positions[i * Width + c];
            }
        }
    }

    private void ReadRow(Span<float> row, WeightBytes table, int id)
    {
        if (id < 0 || id >= _tokens.Shape[0])
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, $"Token ids of {_tokens.Name} are 0 to {_tokens.Shape[0] - 1}.");
        }

        long offset = (long)id * Width * _tokens.Type.SizeBytes();
        ElementConversion.ToFloats(_tokens.Type, table.Pointer + offset, row);
    }
}
