using Palimpsest.Checkpoints;

namespace Palimpsest.Checkpoints.Tests;

public sealed class NativeResolutionTests
{
    [Theory]
    [InlineData("512x512", 512, 512)]
    [InlineData("1024x768", 1024, 768)]
    [InlineData("64x8192", 64, 8192)]
    public void A_resolution_that_a_picture_can_have_is_read(string text, int width, int height) =>
        Assert.Equal(new NativeResolution(width, height), NativeResolution.Of(Metadata(text)));

    [Theory]
    [InlineData("512")]
    [InlineData("512x")]
    [InlineData("512x512x512")]
    [InlineData("-512x512")]
    [InlineData("512 x 512")]
    [InlineData("0x0")]
    [InlineData("56x512")]
    [InlineData("513x512")]
    [InlineData("99999999999x512")]
    public void Anything_else_counts_as_none(string text) => Assert.Null(NativeResolution.Of(Metadata(text)));

    [Fact]
    public void A_file_need_not_say_it() => Assert.Null(NativeResolution.Of(new Dictionary<string, string>()));

    private static Dictionary<string, string> Metadata(string text) => new() { ["modelspec.resolution"] = text };
}
