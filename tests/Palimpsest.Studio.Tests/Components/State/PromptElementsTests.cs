using Palimpsest.Studio.Components.State;

namespace Palimpsest.Studio.Tests.Components.State;

public sealed class PromptElementsTests
{
    [Theory]
    [InlineData("one, two, three", 6, 6, "two, one, three", "two")]
    [InlineData("one, two, three", 6, 12, "two, three, one", "two, three")]
    [InlineData("one, two, three", 1, 1, "one, two, three", "")]
    public void Left_moves_what_is_under_the_cursor(string text, int start, int end, string expected, string selected) => Check(text, start, end, left: true, expected, selected);

    [Theory]
    [InlineData("one, two, three", 1, 1, "two, one, three", "one")]
    [InlineData("one, two, three", 1, 7, "three, one, two", "one, two")]
    [InlineData("one, two, three", 12, 12, "one, two, three", "")]
    public void Right_moves_what_is_under_the_cursor(string text, int start, int end, string expected, string selected) => Check(text, start, end, left: false, expected, selected);

    private static void Check(string text, int start, int end, bool left, string expected, string selected)
    {
        PromptEdit moved = PromptElements.Move(new PromptEdit(text, start, end), left);
        Assert.Equal(expected, moved.Text);
        Assert.Equal(selected, moved.Selected);
    }
}
