using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;
using Palimpsest.Studio.Extras;

namespace Palimpsest.Studio.Tests.Extras;

public sealed class ExtrasPictureTests
{
    private static readonly Picture Source = new(16, 8, 3, [.. Enumerable.Range(0, 16 * 8 * 3).Select(i => (byte)(i * 7))]);

    [Fact]
    public void Enlarging_by_a_factor_gives_the_upscalers_picture()
    {
        ExtrasPicture made = ExtrasPicture.Make(new ExtrasRequest { FirstUpscaler = "Lanczos", Factor = 2 }, Source);
        Assert.Equal((32, 16), (made.Picture.Width, made.Picture.Height));
        Assert.Equal(PillowResize.Resize(Source, 32, 16, ResampleFilter.Lanczos).Pixels, made.Picture.Pixels);
        Assert.Equal("Postprocess upscale by: 2, Postprocess upscaler: Lanczos", made.Infotext);
    }

    [Fact]
    public void A_longest_side_limits_the_factor()
    {
        ExtrasPicture made = ExtrasPicture.Make(new ExtrasRequest { FirstUpscaler = "Nearest", Factor = 4, LongestSide = 32 }, Source);
        Assert.Equal((32, 16), (made.Picture.Width, made.Picture.Height));
        Assert.Equal("Postprocess upscale by: 2, Max side length: 32, Postprocess upscaler: Nearest", made.Infotext);
    }

    [Fact]
    public void A_size_is_covered_and_cropped()
    {
        ExtrasPicture made = ExtrasPicture.Make(new ExtrasRequest { FirstUpscaler = "Nearest", ScalesTo = true, Width = 32, Height = 32 }, Source);
        Assert.Equal((32, 32), (made.Picture.Width, made.Picture.Height));
        Assert.Equal("Postprocess upscale to: 32x32, Postprocess crop to: 32x32, Postprocess upscaler: Nearest", made.Infotext);
    }

    [Fact]
    public void None_leaves_the_picture() => Assert.Same(Source, ExtrasPicture.Make(new ExtrasRequest { SecondUpscaler = "Lanczos", SecondVisibility = 1 }, Source).Picture);

    [Fact]
    public void A_second_upscaler_is_mixed_in()
    {
        var request = new ExtrasRequest { FirstUpscaler = "Nearest", SecondUpscaler = "Lanczos", SecondVisibility = 1, Factor = 2 };
        Assert.Equal(PillowResize.Resize(Source, 32, 16, ResampleFilter.Lanczos).Pixels, ExtrasPicture.Make(request, Source).Picture.Pixels);
    }

    [Theory]
    [InlineData("ESRGAN", 2.0, "There is no upscaler 'ESRGAN'; there are None, Lanczos and Nearest.")]
    [InlineData("Lanczos", 65.0, "Resize is 65, but must be between 0.01 and 64.")]
    public void What_cannot_be_done_is_told(string upscaler, double factor, string message)
    {
        StudioRequestException refusal = Assert.Throws<StudioRequestException>(() => ExtrasPicture.Make(new ExtrasRequest { FirstUpscaler = upscaler, Factor = factor }, Source));
        Assert.Equal(message, refusal.Message);
    }
}
