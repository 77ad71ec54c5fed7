using Palimpsest.Studio.Components.State;

namespace Palimpsest.Studio.Tests.Components.State;

/// <summary>webui.md 14.7; the cursor or selection is marked by | in the texts.</summary>
public sealed class PromptWeightsTests
{
    [Theory]
    [InlineData("a re|d house", "a (|red|:1.1) house")]
    [InlineData("a |red house| there", "a (|red house|:1.1) there")]
    [InlineData("a (red ho|use) there", "a (|red house|:1.2) there")]
    [InlineData("a ((red ho|use)) there", "a (|red house|:1.3) there")]
    [InlineData("a [red ho|use] there", "a |red house| there")]
    [InlineData("a (re|d:1.2) house", "a (|red|:1.3) house")]
    [InlineData("a (re|d:0.9) house", "a |red| house")]
    [InlineData("<lora:im|age:1>", "<|lora:image|:1.05>")]
    [InlineData("", "")]
    public void Up_adds_a_tenth(string before, string after) => Assert.Equal(after, Mark(PromptWeights.Change(Read(before), up: true), before));

    [Theory]
    [InlineData("a re|d house", "a (|red|:0.9) house")]
    [InlineData("a (re|d:1.1) house", "a |red| house")]
    [InlineData("a (re|d) house", "a |red| house")]
    [InlineData("a (re|d:1.25) house", "a (|red|:1.15) house")]
    [InlineData("a (re|d:0.1) house", "a (|red|:0.0) house")]
    public void Down_takes_a_tenth(string before, string after) => Assert.Equal(after, Mark(PromptWeights.Change(Read(before), up: false), before));

    [Fact]
    public void Up_and_down_come_back_to_the_same_prompt()
    {
        var before = new PromptEdit("watercolor, light smile, Sakura background", 14, 14);
        PromptEdit after = PromptWeights.Change(PromptWeights.Change(before, up: true), up: false);
        Assert.Equal(before.Text, after.Text);
    }

    [Fact]
    public void A_cursor_anywhere_in_any_prompt_is_safe()
    {
        const string Hard = "((a:1.2), [b], <c:d:0.5> \\( (e:x) ]) , ;(f:1.0)";
        for (int start = 0; start <= Hard.Length; start++)
        {
            for (int end = start; end <= Hard.Length; end++)
            {
                PromptEdit after = PromptWeights.Change(new PromptEdit(Hard, start, end), up: end % 2 == 0);
                Assert.InRange(after.Start, 0, after.End);
                Assert.InRange(after.End, after.Start, after.Text.Length);
            }
        }
    }

    private static PromptEdit Read(string marked)
    {
        int start = Math.Max(0, marked.IndexOf('|')), end = Math.Max(start, marked.LastIndexOf('|') - 1);
        return new PromptEdit(marked.Replace("|", ""), start, end == start || marked.Count(c => c == '|') < 2 ? start : end);
    }

    private static string Mark(PromptEdit edit, string before) =>
        before.Length == 0 ? edit.Text : edit.Text[..edit.Start] + "|" + edit.Selected + "|" + edit.Text[edit.End..];
}
