using System.Text.Json;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Tests.Prompts;

public sealed class AttentionTests
{
    private const string File = "prompts/attention.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Brackets_give_the_weights_of_the_reference(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number);
        string prompt = @case.GetProperty("case").GetString()!;
        if (!@case.TryGetProperty("result", out JsonElement result))
        {
            Assert.Throws<PromptException>(() => Attention.Parse(prompt));
            return;
        }

        WeightedText[] expected = [.. result.EnumerateArray().Select(pair => new WeightedText(pair[0].GetString()!, pair[1].GetDouble()))];
        Assert.Equal(expected, Attention.Parse(prompt));
    }

    [Fact]
    public void A_weight_that_is_no_number_is_named_in_the_error()
    {
        var error = Assert.Throws<PromptException>(() => Attention.Parse("a (cat:1.2.3)"));

        Assert.Contains("'1.2.3'", error.Message);
        Assert.Contains("a (cat:1.2.3)", error.Message);
    }

    [Theory]
    [InlineData("(a)")]
    [InlineData("a)]")]
    [InlineData("\\(")]
    [InlineData("[a:1.2)]")]
    [InlineData(": ")]
    [InlineData(" BREAK ")]
    public void A_long_prompt_of_one_pattern_is_parsed_without_a_hang(string pattern) =>
        Assert.NotEmpty(Attention.Parse(string.Concat(Enumerable.Repeat(pattern, 100_000))));

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("([a")]
    public void Brackets_open_without_end_are_refused(string opener)
    {
        var error = Assert.Throws<PromptException>(() => Attention.Parse(string.Concat(Enumerable.Repeat(opener, 100_000))));

        Assert.Contains("1000 brackets", error.Message);
    }
}
