using System.Text.Json;
using Palimpsest.Compute.RandomStreams;

namespace Palimpsest.Compute.Tests.RandomStreams;

public sealed class TorchCpuGeneratorTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Raw = RandomReference.Cases("sampling/rng_torch_raw.json");
    private static readonly IReadOnlyDictionary<string, JsonElement> Single = RandomReference.Cases("sampling/rng_torch_randn.json");
    private static readonly IReadOnlyDictionary<string, JsonElement> Streams = RandomReference.Cases("sampling/rng_torch_streams.json");

    public static TheoryData<string> RawCases => [.. Raw.Keys];

    public static TheoryData<string> SingleCases => [.. Single.Keys];

    public static TheoryData<string> StreamCases => [.. Streams.Keys];

    [Theory]
    [MemberData(nameof(RawCases))]
    public void Words_are_those_of_the_mersenne_twister(string name)
    {
        var twister = new Mt19937(unchecked((uint)RandomReference.Seed(Raw[name])));
        uint[] words = [.. Enumerable.Range(0, 632).Select(_ => twister.NextUInt32())];
        uint[] expected = Words(Raw[name].GetProperty("mt19937"));
        Assert.Equal(expected, words[..expected.Length]);
        Assert.Equal(Words(Raw[name].GetProperty("mt19937_624_to_632")), words[624..632]);
    }

    [Theory]
    [MemberData(nameof(RawCases))]
    public void Uniform_numbers_and_integers_are_those_of_torch(string name)
    {
        JsonElement expected = Raw[name];
        long seed = RandomReference.Seed(expected);
        var generator = new TorchCpuGenerator(seed);
        Assert.All(RandomReference.Floats(expected.GetProperty("rand_float32")), value => Assert.Equal(value, generator.NextSingle()));
        generator.Seed(seed);
        Assert.All(expected.GetProperty("rand_float64").EnumerateArray(), value => Assert.Equal(value.GetDouble(), generator.NextDouble()));
        generator.Seed(seed);
        Assert.All(
            expected.GetProperty("randint_0_2p63m1").EnumerateArray(),
            value => Assert.Equal(value.GetString(), generator.NextInt64(long.MaxValue).ToString()));
    }

    [Theory]
    [MemberData(nameof(SingleCases))]
    public void Normal_numbers_are_those_of_torch_bit_for_bit(string name)
    {
        JsonElement expected = Single[name];
        float[] actual = new float[RandomReference.Count(expected.GetProperty("case").GetProperty("shape"))];
        new TorchCpuGenerator(RandomReference.Seed(expected)).Fill(actual);
        RandomReference.AssertMatches(expected.TryGetProperty("values", out JsonElement values) ? values : expected, actual, steps: 0);
    }

    [Theory]
    [MemberData(nameof(StreamCases))]
    public void Calls_in_a_row_continue_one_stream_and_carry_the_spare_number(string name)
    {
        var generator = new TorchCpuGenerator(RandomReference.Seed(Streams[name]));
        JsonElement[] shapes = [.. Streams[name].GetProperty("case").GetProperty("shapes").EnumerateArray()];
        JsonElement[] calls = [.. Streams[name].GetProperty("calls").EnumerateArray()];
        Assert.Equal(shapes.Length, calls.Length);
        foreach ((JsonElement shape, JsonElement expected) in shapes.Zip(calls))
        {
            float[] actual = new float[RandomReference.Count(shape)];
            generator.Fill(actual);
            RandomReference.AssertMatches(expected, actual, steps: 0);
        }
    }

    [Fact]
    public void Seeding_again_forgets_the_spare_number()
    {
        var generator = new TorchCpuGenerator(7);
        float[] expected = new float[3], actual = new float[3];
        generator.Fill(expected);
        generator.Seed(7);
        generator.Fill(actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Small_integer_ranges_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TorchCpuGenerator(0).NextInt64(100));

    private static uint[] Words(JsonElement array) => [.. array.EnumerateArray().Select(word => word.GetUInt32())];
}
