using System.Text.Json;
using Palimpsest.Imaging.Png;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Png;

public class PngEncoderTests
{
    public static TheoryData<string, int> PillowSizes
    {
        get
        {
            var rows = new TheoryData<string, int>();
            if (Reference.Find("images/codec/encoders.json") is not null)
            {
                foreach (JsonElement row in Reference.Json("images/codec/encoders.json").GetProperty("rows").EnumerateArray())
                {
                    rows.Add(row.GetProperty("picture").GetString()!, row.GetProperty("png_level6").GetInt32());
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(PillowSizes), DisableDiscoveryEnumeration = true)]
    public void Files_are_no_larger_than_Pillows_by_more_than_5_percent(string picture, int pillowBytes)
    {
        Picture source = PictureReader.Read(Reference.Path($"images/codec/encoders/{picture}.png")).ToRgba8().ToRgb();
        byte[] file = PngEncoder.Encode(source, []);
        Assert.InRange(file.Length, 1, (int)(pillowBytes * 1.05));
        PictureAssert.Same(source, Samples(file));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 7, 2)]
    [InlineData(9, 1, 3)]
    [InlineData(37, 23, 1)]
    [InlineData(37, 23, 2)]
    [InlineData(37, 23, 3)]
    [InlineData(37, 23, 4)]
    public void What_is_written_is_read_back(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        new Random(width * channels).NextBytes(pixels.AsSpan(0, pixels.Length / 2));
        var picture = new Picture(width, height, channels, pixels);
        PictureAssert.Same(picture, Samples(PngEncoder.Encode(picture, [])));
    }

    [Fact]
    public void Texts_keep_their_order_and_letters()
    {
        TextItem[] texts = [new("postprocessing", "café\nzwei"), new("parameters", "猫 🐈"), new("empty", "")];
        byte[] file = PngEncoder.Encode(new Picture(1, 1, 1, [7]), texts);
        Assert.Equal(texts, PngDecoder.Decode(file, PictureLimits.Default).Texts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("猫")]
    [InlineData("a\0b")]
    public void A_key_that_PNG_cannot_hold_is_refused(string key) =>
        Assert.Throws<PictureException>(() => PngEncoder.Encode(new Picture(1, 1, 1, [7]), [new TextItem(key, "x")]));

    private static Picture Samples(byte[] file)
    {
        DecodedPicture decoded = PngDecoder.Decode(file, PictureLimits.Default);
        return new Picture(decoded.Width, decoded.Height, decoded.Channels, decoded.Samples);
    }
}
