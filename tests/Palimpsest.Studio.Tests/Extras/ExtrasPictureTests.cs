using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;
using Palimpsest.Studio.Extras;

namespace Palimpsest.Studio.Tests.Extras;

public sealed class ExtrasPictureTests
{
    private const long Most = 1 << 17;

    private static readonly ExtrasRequest Lanczos = new() { FirstUpscaler = "Lanczos", Factor = 2 };

    private static readonly Picture Source = new(16, 8, 3, [.. Enumerable.Range(0, 16 * 8 * 3).Select(i => (byte)(i * 7))]);

    [Fact]
    public void Enlarging_by_a_factor_gives_the_upscalers_picture()
    {
        ExtrasPicture made = ExtrasPicture.Make(new ExtrasRequest { FirstUpscaler = "Lanczos", Factor = 2 }, Source, Most);
        Assert.Equal((32, 16), (made.Picture.Width, made.Picture.Height));
        Assert.Equal(PillowResize.Resize(Source, 32, 16, ResampleFilter.Lanczos).Pixels, made.Picture.Pixels);
        Assert.Equal("Postprocess upscale by: 2, Postprocess upscaler: Lanczos", made.Infotext);
    }

    [Fact]
    public void A_longest_side_limits_the_factor()
    {
        ExtrasPicture made = ExtrasPicture.Make(new ExtrasRequest { FirstUpscaler = "Nearest", Factor = 4, LongestSide = 32 }, Source, Most);
        Assert.Equal((32, 16), (made.Picture.Width, made.Picture.Height));
        Assert.Equal("Postprocess upscale by: 2, Max side length: 32, Postprocess upscaler: Nearest", made.Infotext);
    }

    [Fact]
    public void A_size_is_covered_and_cropped()
    {
        ExtrasPicture made = ExtrasPicture.Make(new ExtrasRequest { FirstUpscaler = "Nearest", ScalesTo = true, Width = 32, Height = 32 }, Source, Most);
        Assert.Equal((32, 32), (made.Picture.Width, made.Picture.Height));
        Assert.Equal("Postprocess upscale to: 32x32, Postprocess crop to: 32x32, Postprocess upscaler: Nearest", made.Infotext);
    }

    [Fact]
    public void None_leaves_the_picture() => Assert.Same(Source, ExtrasPicture.Make(new ExtrasRequest { SecondUpscaler = "Lanczos", SecondVisibility = 1 }, Source, Most).Picture);

    [Fact]
    public void A_second_upscaler_is_mixed_in()
    {
        var request = new ExtrasRequest { FirstUpscaler = "Nearest", SecondUpscaler = "Lanczos", SecondVisibility = 1, Factor = 2 };
        Assert.Equal(PillowResize.Resize(Source, 32, 16, ResampleFilter.Lanczos).Pixels, ExtrasPicture.Make(request, Source, Most).Picture.Pixels);
    }

    public static TheoryData<ExtrasRequest, string, string> Wrong => new()
    {
        { new ExtrasRequest { FirstUpscaler = "ESRGAN" }, "upscaler_1", "There is no upscaler 'ESRGAN'; there are None, Lanczos and Nearest." },
        { new ExtrasRequest { SecondUpscaler = "R-ESRGAN 4x+" }, "upscaler_2", "There is no upscaler 'R-ESRGAN 4x+'; there are None, Lanczos and Nearest." },
        { Lanczos with { Factor = 65.0 }, "upscaling_resize", "Resize is 65, but must be between 0.01 and 64." },
        { Lanczos with { Factor = 0.0 }, "upscaling_resize", "Resize is 0, but must be between 0.01 and 64." },
        { Lanczos with { Factor = double.NaN }, "upscaling_resize", "Resize is NaN, but must be between 0.01 and 64." },
        { Lanczos with { SecondVisibility = 1.5 }, "extras_upscaler_2_visibility", "Upscaler 2 visibility is 1.5, but must be between 0 and 1." },
        { Lanczos with { SecondVisibility = -0.5 }, "extras_upscaler_2_visibility", "Upscaler 2 visibility is -0.5, but must be between 0 and 1." },
        { Lanczos with { Width = 0 }, "upscaling_resize_w", "Width is 0, but must be between 1 and 65535." },
        { Lanczos with { Height = 70000 }, "upscaling_resize_h", "Height is 70000, but must be between 1 and 65535." },
        { Lanczos with { Factor = 33 }, "upscaling_resize", "The result would have 528 × 264 pixels, but this server makes 131072 pixels at most." },
        { Lanczos with { ScalesTo = true, Width = 600, Height = 8 }, "upscaling_resize_w", "The result would have 600 × 300 pixels, but this server makes 131072 pixels at most." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_done_is_told_with_its_field(ExtrasRequest request, string field, string message)
    {
        StudioRequestException refusal = Assert.Throws<StudioRequestException>(() => ExtrasPicture.Make(request, Source, Most));
        Assert.Equal((field, message), (refusal.Field, refusal.Message));
    }
}
