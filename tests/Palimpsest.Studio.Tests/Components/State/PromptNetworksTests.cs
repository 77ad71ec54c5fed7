using Palimpsest.Studio.Components.State;

namespace Palimpsest.Studio.Tests.Components.State;

public sealed class PromptNetworksTests
{
    [Theory]
    [InlineData("a cat", "<lora:ink:1>", "a cat <lora:ink:1>")]
    [InlineData("", "<lora:ink:1>", "<lora:ink:1>")]
    [InlineData("a cat", "<lora:ink:0.8> ink style", "a cat <lora:ink:0.8> ink style")]
    [InlineData("a cat", "easyneg", "a cat easyneg")]
    [InlineData("a category", "cat", "a category cat")]
    public void A_network_goes_to_the_end_and_comes_out_again(string prompt, string text, string expected)
    {
        Assert.False(PromptNetworks.Contains(prompt, text));
        string with = PromptNetworks.Toggle(prompt, text);
        Assert.Equal(expected, with);
        Assert.True(PromptNetworks.Contains(with, text));
        Assert.Equal(prompt, PromptNetworks.Toggle(with, text));
    }

    [Theory]
    [InlineData("a <lora:ink:0.35> cat", "<lora:ink:1>", "a cat")]
    [InlineData("<lora:ink:1>, a cat <lora:ink:0.5>", "<lora:ink:1>", ", a cat")]
    [InlineData("a cat <lora:ink:0.4> ink style, sky", "<lora:ink:1> ink style", "a cat, sky")]
    [InlineData("a cat <lora:ink2:1>", "<lora:ink:1>", "a cat <lora:ink2:1> <lora:ink:1>")]
    [InlineData("a cat <hypernet:ink:1>", "<lora:ink:1>", "a cat <hypernet:ink:1> <lora:ink:1>")]
    [InlineData("(easyneg:1.2), blurry", "easyneg", "(:1.2), blurry")]
    public void Whatever_its_weight_a_network_is_found(string prompt, string text, string expected) => Assert.Equal(expected, PromptNetworks.Toggle(prompt, text));
}
