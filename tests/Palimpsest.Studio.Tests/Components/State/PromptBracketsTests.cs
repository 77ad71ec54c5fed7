using Palimpsest.Studio.Components.State;

namespace Palimpsest.Studio.Tests.Components.State;

public sealed class PromptBracketsTests
{
    [Theory]
    [InlineData("a (red:1.2) [house] {a|b}", null)]
    [InlineData("a literal \\( bracket", null)]
    [InlineData("a (red house", "1 round bracket is not closed.")]
    [InlineData("a red house)) [", "2 round brackets are not opened, 1 square bracket is not closed.")]
    public void Brackets_without_partner_are_told(string prompt, string? expected) => Assert.Equal(expected, PromptBrackets.Imbalance(prompt));
}
