using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;

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

    [Fact]
    public void Styles_of_a_line_are_applied_to_its_whole_prompt_and_unknown_ones_refused()
    {
        var request = new GenerationRequest { Prompt = "a dog in snow", NegativePrompt = "bad", KnownStyles = [new("Photo", "photo of {prompt}", "blurry"), new("Night", "at night", "")] };

        GenerationRequest styled = PromptLine.Parse("--prompt \"a dog\" --styles \"Photo, Night\"", 1).ApplyStyles(request);

        Assert.Equal(("photo of a dog in snow, at night", "bad, blurry"), (styled.Prompt, styled.NegativePrompt));
        string refusal = Assert.Throws<GenerationException>(() => PromptLine.Parse("--prompt x --styles foto", 4).ApplyStyles(request)).Message;
        Assert.Contains("line 4", refusal);
        Assert.Contains("did you mean 'Photo'", refusal);
    }

    [Fact]
    public void The_axis_Styles_adds_styles_to_both_passes()
    {
        XyzAxis axis = XyzAxes.Find("styles", txt2Img: true);
        var request = new GenerationRequest { Prompt = "a dog", Hires = new HiresFix { Prompt = "a cat" }, KnownStyles = [new("Photo", "photo of {prompt}", "")] };

        GenerationRequest styled = axis.Apply(request, "Photo", ["Photo"]);

        Assert.Equal(("photo of a dog", "photo of a cat"), (styled.Prompt, styled.Hires!.Prompt));
        Assert.Null(axis.Refuses!(request, "Photo"));
        Assert.Contains("did you mean 'Photo'", axis.Refuses(request, "Foto"));
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
