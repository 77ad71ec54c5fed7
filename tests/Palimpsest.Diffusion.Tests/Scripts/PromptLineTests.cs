using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;

namespace Palimpsest.Diffusion.Tests.Scripts;

public sealed class PromptLineTests
{
    [Fact]
    public void Options_of_a_line_change_the_request()
    {
        PromptLine line = PromptLine.Parse("--prompt \"a dog\" in snow --steps 30 --cfg_scale 4 --sampler_name 'euler a' --negative_prompt bad", 1);
        GenerationRequest request = line.Apply(new GenerationRequest());
        Assert.Equal(("a dog in snow", "bad", 30, "Euler a", "4.0"), (line.Prompt, line.NegativePrompt, request.Steps, request.Sampler, request.CfgScale.ToString()));
    }

    [Theory]
    [InlineData("--stepz 3", "stepz")]
    [InlineData("--steps many", "many")]
    [InlineData("--cfg_scale nan", "nan")]
    [InlineData("--prompt \"a dog", "not closed")]
    [InlineData("a dog --steps", "'a'")]
    [InlineData("--outpath_samples /etc", "outpath_samples")]
    public void A_line_that_cannot_be_read_is_refused_with_its_number(string text, string said)
    {
        GenerationException refusal = Assert.Throws<GenerationException>(() => PromptLine.Parse(text, 7));
        Assert.Contains("line 7", refusal.Message);
        Assert.Contains(said, refusal.Message);
    }
}
