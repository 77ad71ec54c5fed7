using System.Text.Json;
using Palimpsest.Compute.RandomStreams;

namespace Palimpsest.Compute.Tests.RandomStreams;

public sealed class PhiloxGeneratorTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Cases = RandomReference.Cases("sampling/rng_philox.json");

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Words_are_those_of_philox_4x32_10(string name)
    {
        var generator = new PhiloxGenerator(RandomReference.Seed(Cases[name]));
        uint[][] expected = [.. Cases[name].GetProperty("philox_counter_3_0_n_0").EnumerateArray()
            .Select(words => words.EnumerateArray().Select(word => word.GetUInt32()).ToArray())];
        Assert.All(expected, (words, n) =>
        {
            (uint w0, uint w1, uint w2, uint w3) = generator.Words(3, 0, (uint)n, 0);
            Assert.Equal<uint[]>(words, [w0, w1, w2, w3]);
        });
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Normal_numbers_are_those_of_webui(string name)
    {
        var generator = new PhiloxGenerator(RandomReference.Seed(Cases[name]));
        JsonElement[] shapes = [.. Cases[name].GetProperty("case").GetProperty("shapes").EnumerateArray()];
        AssertCalls(generator, Cases[name].GetProperty("calls"), [.. shapes.Select(RandomReference.Count)]);
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Each_draw_advances_the_counter_by_one_whatever_its_size(string name) =>
        AssertCalls(new PhiloxGenerator(RandomReference.Seed(Cases[name])), Cases[name].GetProperty("two_calls_4x64x64"), [16384, 16384]);

    private static void AssertCalls(PhiloxGenerator generator, JsonElement calls, int[] counts)
    {
        Assert.Equal(counts.Length, calls.GetArrayLength());
        foreach ((int count, JsonElement expected) in counts.Zip(calls.EnumerateArray()))
        {
            float[] actual = new float[count];
            generator.Fill(actual);

            // The machine's own logarithm and sine may decide the last bit.
            RandomReference.AssertMatches(expected, actual, steps: 1);
        }
    }
}
