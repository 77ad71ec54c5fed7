using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests;

public class PictureReaderTests
{
    [Theory]
    [InlineData("orientation-1.jpg")]
    [InlineData("orientation-5.jpg")]
    [InlineData("orientation-6.jpg")]
    [InlineData("orientation-9-invalid.jpg")]
    [InlineData("grey.jpg")]
    [InlineData("cmyk.jpg")]
    public void A_jpeg_becomes_the_picture_webui_starts_from(string file)
    {
        TensorFile tensors = Reference.Tensors("images/codec/expected-jpeg.safetensors");
        Picture expected = tensors.Has(file + "#webui") ? CodecCases.Picture(tensors, file + "#webui") : CodecCases.Picture(tensors, file).ToRgb();
        PictureAssert.Same(expected, PictureReader.Read(Reference.Path("images/codec/jpeg/" + file)).ToWebuiRgb(Rgb.White), file);
    }

    [Theory]
    [InlineData("gif/*", "GIF")]
    [InlineData("tiff/*", "TIFF")]
    public void Kinds_that_cannot_be_read_yet_are_named(string pattern, string kind)
    {
        string folder = Reference.Path("images/codec/" + pattern[..^2]);
        foreach (string file in Directory.GetFiles(folder))
        {
            Assert.Contains($"This is a {kind} file, which cannot be read yet.", Assert.Throws<PictureException>(() => PictureReader.Read(file)).Message);
        }
    }

    [Fact]
    public void The_background_colour_shows_through()
    {
        var picture = new Picture(3, 1, 4, [200, 100, 0, 255, 200, 100, 0, 0, 200, 100, 0, 128]);
        Assert.Equal([200, 100, 0, 10, 20, 30, 105, 60, 15], picture.Flatten(new Rgb(10, 20, 30)).Pixels);
    }
}
