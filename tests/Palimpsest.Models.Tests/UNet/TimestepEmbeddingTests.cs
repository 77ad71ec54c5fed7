namespace Palimpsest.Models.Tests;

public class TimestepEmbeddingTests
{
    [Fact]
    public void Cosines_come_first_and_frequencies_fall_from_one()
    {
        var embedding = new float[4];
        TimestepEmbedding.WriteInto(embedding, 37.25f);
        Assert.Equal([(float)Math.Cos(37.25), (float)Math.Cos(37.25f * 0.01f), (float)Math.Sin(37.25), (float)Math.Sin(37.25f * 0.01f)], embedding);
    }

    [Fact]
    public void Timestep_zero_is_ones_and_zeros()
    {
        var embedding = new float[320];
        TimestepEmbedding.WriteInto(embedding, 0);
        Assert.All(embedding[..160], value => Assert.Equal(1, value));
        Assert.All(embedding[160..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void An_odd_width_is_refused() => Assert.Throws<ArgumentException>(() => TimestepEmbedding.WriteInto(new float[3], 1));
}
