using System.Text.Json;
using Palimpsest.Imaging.Jpeg;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Jpeg;

public class JpegEncoderTests
{
    private const string Bar = "images/codec/encoders.json";

    /// <summary>The quality of the reference files: webui's default.</summary>
    private const int Quality = 80;

    public static TheoryData<string> Pictures() => new(
        ((string[])["photo-256x192", "cat-200x200", "drawing-256x160", "gradient-256x128", "noise-96x96", "page-191x191"])
            .Where(name => Reference.Find($"images/codec/encoders/{name}.png") is not null));

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Size_and_fidelity_are_those_of_pillow(string name)
    {
        JsonElement row = Reference.Json(Bar).GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("picture").GetString() == name);
        Picture picture = PlainPng.Read(Reference.Path($"images/codec/encoders/{name}.png"));
        byte[] file = JpegEncoder.Encode(picture, Quality, exif: null);
        Assert.Equal(row.GetProperty("jpeg_q80_420").GetInt32(), file.Length);
        double psnr = Psnr(picture, JpegDecoder.Decode(file, PictureLimits.Default));
        Assert.Equal(row.GetProperty("jpeg_q80_psnr").GetDouble(), psnr, tolerance: 0.001);
    }

    [Theory]
    [InlineData("none-rgb", false, false)]
    [InlineData("ascii-rgb", true, false)]
    [InlineData("unicode-rgb", true, false)]
    [InlineData("empty-rgb", true, false)]
    [InlineData("api-ascii", true, true)]
    public void Files_equal_those_that_webui_saves_byte_for_byte(string name, bool hasExif, bool keepJfif)
    {
        byte[] expected = File.ReadAllBytes(Reference.Path($"images/webui/save/{name}.jpg"));
        Picture picture = PlainPng.Read(Reference.Path("images/webui/save/picture.png"));
        byte[]? exif = JpegDecoder.Decode(expected, PictureLimits.Default).Exif;
        Assert.Equal(hasExif, exif is not null);
        Assert.Equal(expected, JpegEncoder.Encode(picture, Quality, exif, keepJfif));
    }

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(3, 2, 3)]
    [InlineData(8, 8, 3)]
    [InlineData(9, 17, 3)]
    [InlineData(24, 40, 3)]
    [InlineData(33, 15, 3)]
    [InlineData(1, 1, 1)]
    [InlineData(17, 9, 1)]
    public void Any_size_comes_back_close_to_the_original(int width, int height, int channels)
    {
        Picture picture = Ramp(width, height, channels);
        JpegPicture decoded = JpegDecoder.Decode(JpegEncoder.Encode(picture, 100, exif: null), PictureLimits.Default);
        Assert.Equal((width, height, channels), (decoded.Width, decoded.Height, decoded.Channels));
        double psnr = Psnr(picture, decoded);
        Assert.True(psnr > 38, $"{psnr:f2} dB");
    }

    [Fact]
    public void A_better_quality_gives_a_larger_file_and_a_closer_picture()
    {
        Picture picture = Noise(64, 48);
        (int size, double psnr) worse = (0, 0);
        foreach (int quality in (int[])[1, 10, 50, 75, 95, 100])
        {
            byte[] file = JpegEncoder.Encode(picture, quality, exif: null);
            (int size, double psnr) better = (file.Length, Psnr(picture, JpegDecoder.Decode(file, PictureLimits.Default)));
            Assert.True(better.size > worse.size && better.psnr > worse.psnr, $"quality {quality}: {better} after {worse}");
            worse = better;
        }
    }

    [Fact]
    public void Exif_comes_back_as_it_was_given()
    {
        byte[] exif = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 0, 0xFF, 0xD9];
        byte[] file = JpegEncoder.Encode(Ramp(5, 4, 3), Quality, exif);
        Assert.Equal(exif, JpegDecoder.Decode(file, PictureLimits.Default).Exif);
        Assert.False(file.AsSpan().StartsWith((byte[])[0xFF, 0xD8, 0xFF, 0xE0]), "The JFIF header should have given way to EXIF.");
    }

    [Fact]
    public void The_largest_exif_block_fits_and_a_larger_one_is_refused_in_a_sentence()
    {
        byte[] largest = new byte[65527];
        byte[] file = JpegEncoder.Encode(Ramp(5, 4, 3), Quality, largest);
        Assert.Equal(largest, JpegDecoder.Decode(file, PictureLimits.Default).Exif);
        Assert.Contains("EXIF", Assert.Throws<PictureException>(() => JpegEncoder.Encode(Ramp(5, 4, 3), Quality, new byte[65528])).Message);
    }

    [Fact]
    public void Transparency_is_refused_in_a_sentence() =>
        Assert.Contains("transparency", Assert.Throws<PictureException>(() => JpegEncoder.Encode(new Picture(1, 1, 4, new byte[4]), Quality, null)).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_outside_1_to_100_is_refused(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(Ramp(1, 1, 1), quality, null));

    /// <summary>Neighbours differ little, so that halved chroma loses little.</summary>
    private static Picture Ramp(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / channels % width, y = i / channels / width;
            pixels[i] = (byte)(40 + (3 * x) + (2 * y) + (20 * (i % channels)));
        }

        return new Picture(width, height, channels, pixels);
    }

    private static Picture Noise(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(1).NextBytes(pixels);
        return new Picture(width, height, 3, pixels);
    }

    private static double Psnr(Picture expected, JpegPicture actual)
    {
        double squares = 0;
        for (int i = 0; i < expected.Pixels.Length; i++)
        {
            double difference = expected.Pixels[i] - actual.Pixels[i];
            squares += difference * difference;
        }

        return 10 * Math.Log10(255 * 255 / (squares / expected.Pixels.Length));
    }
}
