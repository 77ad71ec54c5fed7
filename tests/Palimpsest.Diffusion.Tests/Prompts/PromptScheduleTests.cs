using System.Text.Json;
using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Tests.Prompts;

public sealed class PromptScheduleTests
{
    private const string File = "prompts/schedules.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Schedules_have_the_steps_and_texts_of_the_reference(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number), input = @case.GetProperty("case");
        int? hiresSteps = input[2].ValueKind == JsonValueKind.Null ? null : input[2].GetInt32();

        IReadOnlyList<ScheduledPrompt> schedule = PromptSchedule.Expand(input[0].GetString()!, input[1].GetInt32(), hiresSteps, input[3].GetBoolean());

        Assert.Equal(@case.GetProperty("schedule").EnumerateArray().Select(pair => new ScheduledPrompt(pair[0].GetInt32(), pair[1].GetString()!)), schedule);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[a")]
    [InlineData("([")]
    [InlineData("[a|")]
    [InlineData("[a:b:3]")]
    [InlineData("[:]")]
    [InlineData("[[]]")]
    [InlineData("]")]
    public void A_long_prompt_of_one_pattern_is_expanded_without_a_hang(string pattern)
    {
        string prompt = string.Concat(Enumerable.Repeat(pattern, 20_000));

        Assert.NotEmpty(PromptSchedule.Expand(prompt, 5));
    }

    [Fact]
    public void Nested_groups_beyond_any_use_do_not_overflow_the_stack()
    {
        const int Depth = 100_000;
        string prompt = new string('[', Depth) + "a" + new string(']', Depth);

        Assert.Equal(prompt, Assert.Single(PromptSchedule.Expand(prompt, 5)).Text);
    }

    [Theory]
    [InlineData("[a:b:1e999]", "a")]
    [InlineData("[a:b:-1e999]", "b")]
    public void A_number_beyond_all_steps_counts_as_the_last_or_none(string prompt, string text) =>
        Assert.Equal([new ScheduledPrompt(10, text)], PromptSchedule.Expand(prompt, 10));
}
