using Palimpsest.Cli.Parsing;
using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Cli.Tests.Parsing;

public sealed class ResizeModesTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("just", 0)]
    [InlineData("Crop and resize", 1)]
    [InlineData("FILL", 2)]
    [InlineData("3", 3)]
    [InlineData("Just resize (latent upscale)", 3)]
    public void Words_webuis_numbers_and_webuis_labels_are_known(string text, int number) => Assert.Equal((ResizeMode)number, ResizeModes.Parse(text));

    [Theory]
    [InlineData("4")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("cropp")]
    public void Others_are_refused(string text) => Assert.Throws<FormatException>(() => ResizeModes.Parse(text));
}
