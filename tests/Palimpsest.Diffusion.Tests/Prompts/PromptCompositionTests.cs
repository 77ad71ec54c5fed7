using System.Text.Json;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Tests.Prompts;

public sealed class PromptCompositionTests
{
    private const string File = "prompts/multicond.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parts_and_weights_are_those_of_the_reference(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number), texts = @case.GetProperty("flat");
        foreach ((JsonElement prompt, JsonElement parts) in @case.GetProperty("case").EnumerateArray().Zip(@case.GetProperty("indexes").EnumerateArray()))
        {
            Assert.Equal(
                parts.EnumerateArray().Select(part => new WeightedPrompt(texts[part[0].GetInt32()].GetString()!, part[1].GetDouble())),
                PromptComposition.Split(prompt.GetString()!));
        }
    }
}
