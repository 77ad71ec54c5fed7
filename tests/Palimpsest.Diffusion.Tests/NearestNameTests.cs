using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Tests;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("dpm 2m", "DPM++ 2M")]
    [InlineData("eulera", "Euler a")]
    [InlineData("heunn", "Heun")]
    [InlineData("uni_pc", "UniPC")]
    [InlineData("dpmpp sde", "DPM++ SDE")]
    [InlineData("lcm ", "LCM")]
    public void The_sampler_that_was_meant_is_found(string text, string expected) => Assert.Equal(expected, NearestName.To(text, SamplerCatalog.All.Select(sampler => sampler.Name)));
}
