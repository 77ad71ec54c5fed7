using Palimpsest.Imaging.Jpeg;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Jpeg;

public class JpegDecoderTests
{
    private const string Folder = "images/codec/jpeg";
    private const string Expected = "images/codec/expected-jpeg.safetensors";

    /// <summary>The one valid file that this decoder does not support; its refusal has its own test.</summary>
    private const string Arithmetic = "arithmetic.jpg";

    public static TheoryData<string> Files() => new(Names().Where(name => name != Arithmetic));

    public static TheoryData<string> CmykFiles() => new(Names().Where(name => name.Contains("cmyk") || name.Contains("ycck")));

    [Theory]
    [MemberData(nameof(Files))]
    public void Pixels_equal_the_reference_to_the_bit(string file)
    {
        JpegPicture picture = Decode(file);
        TensorFile expected = Reference.Tensors(Expected);
        int[] shape = expected.Shape(file);
        Assert.Equal((shape[1], shape[0]), (picture.Width, picture.Height));
        AssertSamePixels(WithoutAlpha(expected.Bytes(file)), AsRgb(picture.ToRgb()), picture.Width);
    }

    [Theory]
    [MemberData(nameof(CmykFiles))]
    public void Inks_equal_the_reference_to_the_bit(string file)
    {
        JpegPicture picture = Decode(file);
        Assert.Equal(4, picture.Channels);
        Assert.Equal(Reference.Tensors(Expected).Bytes(file + "#cmyk"), picture.Pixels);
    }

    [Theory]
    [InlineData("grey.jpg", 1)]
    [InlineData("baseline-420.jpg", 3)]
    [InlineData("cmyk-progressive.jpg", 4)]
    public void Channels_are_those_of_the_file(string file, int channels) => Assert.Equal(channels, Decode(file).Channels);

    [Fact]
    public void Arithmetic_coding_is_refused_in_a_sentence()
    {
        PictureException refusal = Assert.Throws<PictureException>(() => Decode(Arithmetic));
        Assert.Contains("arithmetic-coded", refusal.Message);
    }

    [Fact]
    public void The_comment_is_passed_on() => Assert.Equal("hello there", Decode("comment.jpg").Comment);

    [Fact]
    public void The_exif_block_is_passed_on_without_its_prefix()
    {
        byte[] exif = Decode("orientation-6.jpg").Exif!;
        Assert.True(exif.AsSpan().StartsWith("MM\0*"u8) || exif.AsSpan().StartsWith("II*\0"u8), Convert.ToHexString(exif));
    }

    [Fact]
    public void A_file_without_exif_and_comment_has_neither()
    {
        JpegPicture picture = Decode("baseline-420.jpg");
        Assert.Null(picture.Exif);
        Assert.Null(picture.Comment);
    }

    [Fact]
    public void A_comment_that_is_not_utf8_is_latin1()
    {
        byte[] file = [.. File("grey.jpg")[..2], 0xFF, 0xFE, 0, 6, (byte)'c', (byte)'a', (byte)'f', 0xE9, .. File("grey.jpg")[2..]];
        Assert.Equal("café", JpegDecoder.Decode(file, PictureLimits.Default).Comment);
    }

    [Fact]
    public void The_height_may_follow_the_first_scan()
    {
        byte[] file = File("baseline-420.jpg");
        int height = file.AsSpan().IndexOf((byte[])[0xFF, 0xC0]) + 5;
        byte[] late = [.. file[..^2], 0xFF, 0xDC, 0, 4, file[height], file[height + 1], 0xFF, 0xD9];
        late[height] = late[height + 1] = 0;
        Assert.Equal(Decode("baseline-420.jpg").Pixels, JpegDecoder.Decode(late, PictureLimits.Default).Pixels);
    }

    [Fact]
    public void Twelve_bit_samples_are_refused_in_a_sentence()
    {
        byte[] file = File("baseline-420.jpg");
        file[file.AsSpan().IndexOf((byte[])[0xFF, 0xC0]) + 4] = 12;
        Assert.Contains("12 bits", Assert.Throws<PictureException>(() => JpegDecoder.Decode(file, PictureLimits.Default)).Message);
    }

    private static JpegPicture Decode(string file) => JpegDecoder.Decode(File(file), PictureLimits.Default);

    private static byte[] File(string name) => System.IO.File.ReadAllBytes(Reference.Path($"{Folder}/{name}"));

    private static IEnumerable<string> Names() => Reference.Find(Folder) is { } folder
        ? Directory.GetFiles(folder, "*.jpg").Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)
        : [];

    private static byte[] AsRgb(Picture picture) =>
        picture.Channels == 3 ? picture.Pixels : [.. picture.Pixels.SelectMany(grey => new[] { grey, grey, grey })];

    private static byte[] WithoutAlpha(ReadOnlySpan<byte> rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int i = 0; i < rgba.Length / 4; i++)
        {
            rgba.Slice(4 * i, 3).CopyTo(rgb.AsSpan(3 * i));
        }

        return rgb;
    }

    private static void AssertSamePixels(byte[] expected, byte[] actual, int width)
    {
        Assert.Equal(expected.Length, actual.Length);
        int different = 0, largest = 0, first = -1;
        for (int i = 0; i < expected.Length; i++)
        {
            int difference = Math.Abs(expected[i] - actual[i]);
            largest = Math.Max(largest, difference);
            different += difference > 0 ? 1 : 0;
            first = first < 0 && difference > 0 ? i : first;
        }

        Assert.True(
            different == 0,
            $"{different} of {expected.Length} values differ, by at most {largest}; first at x {first / 3 % width}, y {first / 3 / width}, channel {first % 3}.");
    }
}
