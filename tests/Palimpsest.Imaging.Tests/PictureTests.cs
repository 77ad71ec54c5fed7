using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests;

public class PictureTests
{
    private const string Primitives = "images/resample/pillow-primitives.safetensors";

    [Theory]
    [InlineData("rgb", "rgb-to-l", 1)]
    [InlineData("grid", "grid-to-l", 1)]
    [InlineData("rgba", "rgba-to-l", 1)]
    [InlineData("rgba", "rgba-to-rgb", 3)]
    public void Conversions_are_Pillows(string source, string result, int channels)
    {
        TensorFile tensors = Reference.Tensors(Primitives);
        Picture picture = CodecCases.Picture(tensors, source);
        PictureAssert.Same(CodecCases.Picture(tensors, result), channels == 1 ? picture.ToGrey() : picture.ToRgb(), result);
    }

    [Fact]
    public void Grey_and_alpha_keep_their_values_through_RGBA()
    {
        var picture = new Picture(2, 1, 2, [10, 20, 30, 40]);
        PictureAssert.Same(new Picture(2, 1, 4, [10, 10, 10, 20, 30, 30, 30, 40]), picture.ToRgba());
        PictureAssert.Same(picture, picture.ToRgba().ToGreyAlpha());
        PictureAssert.Same(new Picture(2, 1, 1, [10, 30]), picture.ToGrey());
        PictureAssert.Same(new Picture(2, 1, 2, [10, 255, 30, 255]), picture.ToGrey().ToGreyAlpha());
    }

    [Fact]
    public void Pixels_that_do_not_fit_the_size_are_refused() => Assert.Throws<ArgumentException>(() => new Picture(2, 2, 3, new byte[11]));

    [Fact]
    public void Pasting_cuts_off_what_lies_outside()
    {
        var canvas = new Picture(3, 2, 1, new byte[6]);
        PictureComposition.PasteInPlace(canvas, new Picture(2, 2, 1, [1, 2, 3, 4]), -1, 1);
        PictureComposition.PasteInPlace(canvas, new Picture(2, 2, 1, [5, 6, 7, 8]), 2, -1);
        PictureComposition.PasteInPlace(canvas, new Picture(2, 2, 1, [9, 9, 9, 9]), 3, 0);
        Assert.Equal([0, 0, 7, 2, 0, 0], canvas.Pixels);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Orientation_turns_a_picture_as_Pillow_does(int orientation)
    {
        TensorFile tensors = Reference.Tensors("images/codec/expected-jpeg.safetensors");
        Picture stored = CodecCases.Picture(tensors, $"orientation-{orientation}.jpg").ToRgb();
        Picture upright = CodecCases.Picture(tensors, $"orientation-{orientation}.jpg#webui");
        PictureAssert.Same(upright, PictureOrientation.Apply(stored, orientation));
        Assert.Equal((upright.Width, upright.Height), PictureReader.Describe(CodecCases.Bytes($"jpeg/orientation-{orientation}.jpg"), "picture").UprightSize);
    }

    [Theory]
    [InlineData("cmyk.jpg")]
    [InlineData("cmyk-no-adobe.jpg")]
    [InlineData("ycck.jpg")]
    public void Cmyk_becomes_rgb_as_in_Pillow(string file)
    {
        TensorFile tensors = Reference.Tensors("images/codec/expected-jpeg.safetensors");
        Picture inks = CodecCases.Picture(tensors, file + "#cmyk");
        var decoded = new DecodedPicture(
            new PictureDescription { Format = PictureFormat.Jpeg, Width = inks.Width, Height = inks.Height, Kind = SampleKind.Cmyk, Depth = 8 },
            inks.Pixels);
        PictureAssert.Same(CodecCases.Picture(tensors, file), decoded.ToRgba8(), file);
        PictureAssert.Same(CodecCases.Picture(tensors, file).ToRgb(), decoded.ToWebuiRgb(Rgb.White), file);
    }
}
