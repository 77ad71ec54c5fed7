using Palimpsest.Diffusion.Generation.Masking;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Tests.Generation.Masking;

public sealed class PaintedPictureTests
{
    private static readonly Picture Grey = new(8, 8, 3, [.. Enumerable.Repeat((byte)100, 8 * 8 * 3)]);

    [Fact]
    public void A_sketch_shows_the_strokes_and_leaves_the_rest()
    {
        Picture sketch = PaintedPicture.Sketch(Grey, Layer((2, 3)));
        Assert.Equal([255, 0, 0], Pixel(sketch, 2, 3));
        Assert.Equal([100, 100, 100], Pixel(sketch, 3, 3));
        Assert.Equal(3, sketch.Channels);
        Assert.Equal([100, 100, 100], Pixel(Grey, 2, 3));
    }

    [Fact]
    public void Without_strokes_a_sketch_is_the_picture() => Assert.Equal(Grey.Pixels, PaintedPicture.Sketch(Grey, null).Pixels);

    [Fact]
    public void The_mask_of_an_inpaint_sketch_is_where_it_was_painted()
    {
        PaintedPicture painted = PaintedPicture.InpaintSketch(Grey, Layer((2, 3), (5, 5)), blur: 0, transparency: 0);
        Assert.Equal(255, painted.Mask.Pixels[(3 * 8) + 2]);
        Assert.Equal(2 * 255, painted.Mask.Pixels.Sum(value => value));
        Assert.Equal([255, 0, 0], Pixel(painted.Picture, 5, 5));
    }

    [Fact]
    public void Transparency_weakens_mask_and_paint()
    {
        PaintedPicture painted = PaintedPicture.InpaintSketch(Grey, Layer((2, 3)), blur: 0, transparency: 50);
        Assert.Equal(127, painted.Mask.Pixels[(3 * 8) + 2]);
        Assert.InRange(Pixel(painted.Picture, 2, 3)[0], 176, 178); // halfway from 100 to 255
    }

    [Fact]
    public void Paint_of_the_same_colour_is_no_mask()
    {
        var layer = new Picture(8, 8, 4, [.. Enumerable.Repeat(new byte[] { 100, 100, 100, 255 }, 64).SelectMany(pixel => pixel)]);
        Assert.All(PaintedPicture.InpaintSketch(Grey, layer, 0, 0).Mask.Pixels, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_painted_copy_makes_what_its_strokes_alone_make()
    {
        Picture layer = Layer((2, 3), (5, 5));
        PaintedPicture strokes = PaintedPicture.InpaintSketch(Grey, layer, blur: 2, transparency: 30);
        PaintedPicture copy = PaintedPicture.InpaintSketch(Grey, PaintedPicture.Sketch(Grey, layer), blur: 2, transparency: 30);
        Assert.Equal(strokes.Picture.Pixels, copy.Picture.Pixels);
        Assert.Equal(strokes.Mask.Pixels, copy.Mask.Pixels);
        Assert.Equal(PaintedPicture.Sketch(Grey, layer).Pixels, PaintedPicture.Sketch(Grey, PaintedPicture.Sketch(Grey, layer)).Pixels);
    }

    private static Picture Layer(params (int X, int Y)[] red)
    {
        var pixels = new byte[8 * 8 * 4];
        foreach ((int x, int y) in red)
        {
            byte[] colour = [255, 0, 0, 255];
            colour.CopyTo(pixels, ((y * 8) + x) * 4);
        }

        return new Picture(8, 8, 4, pixels);
    }

    private static byte[] Pixel(Picture picture, int x, int y) => picture.Pixels[(((y * picture.Width) + x) * 3)..(((y * picture.Width) + x + 1) * 3)];
}
