using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests;

public class NetworkPixelsTests
{
    private const string Cases = "images/webui/conversions.safetensors";

    [Theory]
    [InlineData("edges")]
    [InlineData("noise")]
    public void Decoded_pixels_become_webuis_bytes(string name)
    {
        TensorFile tensors = Reference.Tensors(Cases);
        Picture expected = CodecCases.Picture(tensors, "result/" + name), preview = CodecCases.Picture(tensors, "preview/" + name);
        float[] pixels = ChannelsLast(tensors.Floats("decoded/" + name), 3);
        PictureAssert.Same(expected, NetworkPixels.ToPicture(pixels, expected.Width, expected.Height), name);
        PictureAssert.Same(preview, NetworkPixels.PreviewToPicture(pixels, expected.Width, expected.Height), name);
    }

    [Fact]
    public void Every_byte_becomes_webuis_float()
    {
        TensorFile tensors = Reference.Tensors(Cases);
        byte[] bytes = [.. Enumerable.Range(0, 256).SelectMany(value => Enumerable.Repeat((byte)value, 3))];
        float[] pixels = NetworkPixels.FromPicture(new Picture(16, 16, 3, bytes));
        Assert.Equal(tensors.Floats("init/unit-to-signed"), pixels.Where((_, i) => i % 3 == 0));
    }

    [Fact]
    public void Values_outside_are_clamped() =>
        Assert.Equal([0, 0, 255, 255, 127, 0], NetworkPixels.ToPicture([-7, float.NegativeInfinity, 7, float.PositiveInfinity, 0, float.NaN], 2, 1).Pixels);

    private static float[] ChannelsLast(float[] planes, int channels)
    {
        int count = planes.Length / channels;
        return [.. Enumerable.Range(0, planes.Length).Select(i => planes[i % channels * count + i / channels])];
    }
}
