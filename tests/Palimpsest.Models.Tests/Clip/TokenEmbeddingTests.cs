using Palimpsest.Checkpoints;
using Palimpsest.Compute;

namespace Palimpsest.Models.Tests;

public class TokenEmbeddingTests
{
    private static readonly ClipTextConfig Config = new() { Layers = 0, Width = 2, InnerWidth = 0, Vocabulary = 3, Positions = 4 };

    [Fact]
    public void A_chunk_is_token_rows_plus_position_rows()
    {
        var embeddings = new float[6];
        Table().WriteInto(embeddings, [2, 0, 2]);
        Assert.Equal([120, 121, 200, 201, 320, 321], embeddings);
    }

    [Fact]
    public void A_replacement_takes_the_tokens_place_but_not_the_positions()
    {
        var embeddings = new float[6];
        Table().WriteInto(embeddings, [2, 0, 2], new Dictionary<int, float[]> { [1] = [0.5f, 0.25f] });
        Assert.Equal([120, 121, 200.5f, 200.25f, 320, 321], embeddings);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void An_id_outside_the_vocabulary_is_refused(int id)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Table().WriteInto(new float[2], [id]));
        Assert.Contains("0 to 2", error.Message);
    }

    [Fact]
    public void More_tokens_than_positions_are_refused() =>
        Assert.Throws<ArgumentException>(() => Table().WriteInto(new float[10], [0, 0, 0, 0, 0]));

    [Fact]
    public void Half_tables_are_widened()
    {
        var embeddings = new float[2];
        Table(half: true).WriteInto(embeddings, [1]);
        Assert.Equal([110, 111], embeddings);
    }

    /// <summary>Token rows 0,1 / 10,11 / 20,21; position rows 100,100 / 200,200 / …</summary>
    private static TokenEmbedding Table(bool half = false)
    {
        const string Tokens = ClipTextEncoder.Prefix + ".embeddings.token_embedding.weight";
        const string Positions = ClipTextEncoder.Prefix + ".embeddings.position_embedding.weight";
        float[] rows = [0, 1, 10, 11, 20, 21];
        return new TokenEmbedding(Config, new WeightLedger("test", new Dictionary<string, Weight>
        {
            [Tokens] = half ? new ArrayWeight(Tokens, Array.ConvertAll(rows, x => (Half)x), 3, 2) : new ArrayWeight(Tokens, rows, 3, 2),
            [Positions] = new ArrayWeight(Positions, [100f, 100, 200, 200, 300, 300, 400, 400], 4, 2),
        }));
    }
}
