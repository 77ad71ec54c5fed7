using Palimpsest.Cli.Parsing;

namespace Palimpsest.Cli.Tests.Parsing;

public sealed class SamplerNamesTests
{
    [Theory]
    [InlineData("DPM++ 2M", "DPM++ 2M", null)]
    [InlineData("euler A", "Euler a", null)]
    [InlineData("DDIM", "DDIM", null)]
    [InlineData("DPM++ 2M Karras", "DPM++ 2M", "Karras")]
    [InlineData("DPM++ 2M SDE SGM Uniform", "DPM++ 2M SDE", "SGM Uniform")]
    [InlineData("lms uniform", "LMS", "Uniform")]
    public void A_samplers_name_may_end_with_a_schedulers(string text, string sampler, string? scheduler) =>
        Assert.Equal(new SamplerChoice(sampler, scheduler), SamplerNames.ParseSampler(text));

    [Theory]
    [InlineData("")]
    [InlineData("Karras")]
    [InlineData("Eulerr")]
    [InlineData("DPM++ 2M Karras Karras")]
    public void An_unknown_name_is_refused(string text) => Assert.Throws<FormatException>(() => SamplerNames.ParseSampler(text));
}
