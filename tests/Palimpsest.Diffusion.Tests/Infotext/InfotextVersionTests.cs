using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Diffusion.Tests.Infotext;

public sealed class InfotextVersionTests
{
    [Theory]
    [InlineData("v1.5.1", "1.6.0")]
    [InlineData("v1.7.0", "v1.7.0-225-gabcdef12")]
    [InlineData("v1.7.0-224-gabcdef12", "v1.7.0-225")]
    [InlineData("1.9", "1.10.1")]
    [InlineData("v1.8.0-RC", "v1.8.0")]
    [InlineData("v1.8.0-RC-10-gabcdef12", "v1.8.0")]
    public void An_earlier_version_is_less(string earlier, string later)
    {
        Assert.True(InfotextVersion.Parse(earlier)! < InfotextVersion.Parse(later)!);
        Assert.True(InfotextVersion.Parse(later)! > InfotextVersion.Parse(earlier)!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Palimpsest 0.1.0")]
    [InlineData("f0.0.17v1.8.0rc-latest-276-g29be1da7")]
    [InlineData("v1.6.0-abc")]
    [InlineData("99999999999.0")]
    public void Other_texts_are_no_version(string? text) => Assert.Null(InfotextVersion.Parse(text));
}
