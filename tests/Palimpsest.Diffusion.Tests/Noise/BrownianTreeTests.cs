using System.Text.Json;
using Palimpsest.Diffusion.Noise;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Noise;

public sealed class BrownianTreeTests
{
    /// <summary>The reference's own square roots are off by a float32 step now and then.</summary>
    private const double Tolerance = 2e-6;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Seeds_of_the_nodes_are_those_of_numpy(int example)
    {
        JsonElement tree = Example(example);
        ulong entropy = tree.GetProperty("entropy").GetUInt64();
        AssertSeeds(tree.GetProperty("root"), SeedSequence.Pool(entropy, []));
        foreach (JsonElement node in tree.GetProperty("nodes").EnumerateArray())
        {
            ulong[] key = [node.GetProperty("spawn").GetUInt64(), node.GetProperty("depth").GetUInt64()];
            AssertSeeds(node, SeedSequence.Pool(entropy, key));
            Assert.Equal(node.GetProperty("W_seed").GetUInt32(), SeedSequence.FirstWord(entropy, key));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Answers_are_those_of_torchsde(int example)
    {
        JsonElement reference = Example(example);
        int count = NoiseReference.Shape(reference.GetProperty("shape")).Aggregate(1, (product, size) => product * size);
        ulong entropy = reference.GetProperty("entropy").GetUInt64();
        (double start, double end) = ((float)reference.GetProperty("t0").GetDouble(), (float)reference.GetProperty("t1").GetDouble());
        var tree = new BrownianTree(start, end, entropy, count, NoiseSource.Cpu);
        var noise = new BrownianNoise((float)start, (float)end, [(long)entropy], count, NoiseSource.Cpu);
        foreach (JsonElement query in reference.GetProperty("queries").EnumerateArray())
        {
            (float from, float to) = ((float)query.GetProperty("ta").GetDouble(), (float)query.GetProperty("tb").GetDouble());
            float[] actual = new float[count];
            tree.IncrementInto(actual, from, to);
            Close.Within(Tolerance, NoiseReference.Floats(query.GetProperty("W")), actual, $"W({from}, {to})");
            noise.Increment(to, from, actual);
            Close.Within(Tolerance, NoiseReference.Floats(query.GetProperty("noise_for_descending_step")), actual, $"noise({to}, {from})");
        }
    }

    [Theory]
    [InlineData(14.614642999999999, 14.614643)]
    [InlineData(0.029167532920837402, 0.029168)]
    [InlineData(0.0078125, 0.007812)]
    [InlineData(0.0234375, 0.023438)]
    [InlineData(0.0000005, 0)]
    [InlineData(0.00000050000001, 0.000001)]
    [InlineData(1e-30, 0)]
    [InlineData(0, 0)]
    [InlineData(0.9999999, 1)]
    [InlineData(4294967295.9999995, 4294967296)]
    [InlineData(1e12, 1e12)]
    [InlineData(-0.0234375, -0.023438)]
    public void Times_are_rounded_as_python_rounds_to_six_decimals(double value, double expected) =>
        Assert.Equal(expected, BrownianTree.RoundToTolerance(value));

    [Fact]
    public void Parts_of_an_interval_add_up_to_the_whole()
    {
        var tree = new BrownianTree(0.03, 14.6, 5, 64, NoiseSource.Nv);
        float[] whole = new float[64], first = new float[64], second = new float[64];
        tree.IncrementInto(whole, 0.5, 7);
        tree.IncrementInto(first, 0.5, 2.345678);
        tree.IncrementInto(second, 2.345678, 7);
        Close.Within(1e-5, whole, [.. first.Zip(second, (a, b) => a + b)]);
    }

    private static JsonElement Example(int example) => Reference.Json("sampling/brownian_example.json").GetProperty("examples")[example];

    private static void AssertSeeds(JsonElement expected, uint[] pool)
    {
        // The deeper nodes of the reference come without pool and state; their seeds are compared all the same.
        if (!expected.TryGetProperty("pool", out JsonElement words))
        {
            return;
        }

        Assert.Equal(words.EnumerateArray().Select(word => word.GetUInt32()), pool);
        uint[] state = new uint[expected.GetProperty("state").GetArrayLength()];
        SeedSequence.Generate(pool, state);
        Assert.Equal(expected.GetProperty("state").EnumerateArray().Select(word => word.GetUInt32()), state);
    }
}
