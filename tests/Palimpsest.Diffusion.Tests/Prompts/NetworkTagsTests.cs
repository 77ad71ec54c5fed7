using System.Text.Json;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Tests.Prompts;

public sealed class NetworkTagsTests
{
    private const string File = "prompts/extra_networks.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tags_are_cut_out_as_in_the_reference(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number);

        (string prompt, IReadOnlyList<NetworkTag> tags) = NetworkTags.Extract(@case.GetProperty("case").GetString()!);

        Assert.Equal(@case.GetProperty("prompt").GetString(), prompt);
        IGrouping<string, NetworkTag>[] byType = [.. tags.GroupBy(tag => tag.Type)];
        Assert.Equal(@case.GetProperty("networks").GetArrayLength(), byType.Length);
        foreach ((JsonElement expected, IGrouping<string, NetworkTag> actual) in @case.GetProperty("networks").EnumerateArray().Zip(byType))
        {
            Assert.Equal(expected[0].GetString(), actual.Key);
            Assert.Equal(expected[1].GetArrayLength(), actual.Count());
            foreach ((JsonElement arguments, NetworkTag tag) in expected[1].EnumerateArray().Zip(actual))
            {
                Assert.Equal(Texts(arguments.GetProperty("items")), tag.Items);
                Assert.Equal(Texts(arguments.GetProperty("positional")), tag.Positional);
                Assert.Equal(arguments.GetProperty("named").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!), tag.Named);
            }
        }
    }

    [Fact]
    public void A_prompt_of_openers_without_a_closer_is_returned_without_a_hang()
    {
        string prompt = string.Concat(Enumerable.Repeat("<lora:", 100_000));

        Assert.Equal(prompt, NetworkTags.Extract(prompt).Prompt);
    }

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString()!);
}
