using System.Globalization;
using Palimpsest.Imaging.Filters;
using Palimpsest.Imaging.Masks;
using Palimpsest.Imaging.Resampling;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Filters;

public sealed class BlurTests
{
    [Theory]
    [InlineData("0.5")]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("4")]
    [InlineData("6")]
    [InlineData("9.0")]
    [InlineData("12.5")]
    public void The_gaussian_along_one_axis_is_OpenCVs(string sigma)
    {
        TensorFile file = Reference.Tensors("images/resample/opencv-primitives.safetensors");
        double value = double.Parse(sigma, CultureInfo.InvariantCulture);
        Picture grey = file.Picture("grey");

        GaussianKernel kernel = GaussianKernel.Create(value, (int)((2.5 * value) + 0.5));
        PictureAssert.Same(file.Picture($"gauss-h-{sigma}-u8"), GaussianBlur.AlongRows(grey, kernel), sigma);
        PictureAssert.Same(file.Picture($"gauss-v-{sigma}-u8"), GaussianBlur.AlongColumns(grey, kernel), sigma);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.5")]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("2.5")]
    [InlineData("4")]
    [InlineData("16")]
    [InlineData("64")]
    [InlineData("256")]
    public void The_box_gaussian_is_Pillows(string radius)
    {
        TensorFile file = Reference.Tensors("images/resample/pillow-primitives.safetensors");
        float value = float.Parse(radius, CultureInfo.InvariantCulture);
        foreach ((string kind, string input) in new[] { ("l", "mask"), ("rgb", "rgb"), ("rgba", "rgba") })
        {
            if (file.Has($"gaussian-{radius}-{kind}"))
            {
                PictureAssert.Same(file.Picture($"gaussian-{radius}-{kind}"), BoxGaussianBlur.Apply(file.Picture(input), value), kind);
            }
        }
    }

    [Fact]
    public void Composition_is_Pillows()
    {
        TensorFile file = Reference.Tensors("images/resample/pillow-primitives.safetensors");
        Picture rgba = file.Picture("rgba"), mask = file.Picture("mask");
        Picture premultiplied = file.Picture("under").ToRgba().MaskedPremultiplied(mask.Inverted());
        PictureAssert.Same(file.Picture("masked-premultiplied"), premultiplied, "premultiplied");
        PictureAssert.Same(file.Picture("masked-straight"), AlphaWeighting.Unpremultiply(premultiplied), "straight");
        PictureAssert.Same(file.Picture("invert"), mask.Inverted(), "invert");
        foreach ((string name, Picture under) in new[] { ("opaque-base", file.Picture("under").ToRgba()), ("alpha-base", file.Picture("base-with-alpha")) })
        {
            PictureComposition.AlphaCompositeInPlace(under, rgba);
            PictureAssert.Same(file.Picture($"alpha-composite-{name}"), under, name);
        }
    }
}
