using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Tests.Prompts;

public sealed class PromptCommentsTests
{
    // Expected: the two substitutions of webui's comments extension, run in Python.
    [Theory]
    [InlineData("a cat", "a cat")]
    [InlineData("a # note", "a \n")]
    [InlineData("# note\na cat", "\na cat")]
    [InlineData("a\n# note\nb", "a\nb")]
    [InlineData("a\n#x\n#y\nb", "a\n\nb")]
    [InlineData("a # x\nb", "a \nb")]
    [InlineData("# only", "\n")]
    [InlineData("a\n# end", "a\n")]
    [InlineData("", "")]
    [InlineData("##", "\n")]
    [InlineData("a\n\n#b\n\n#c", "a\n\n\n")]
    public void Comments_vanish_as_in_webui(string prompt, string expected) => Assert.Equal(expected, PromptComments.Strip(prompt));
}
