using System.Text.Json;
using Palimpsest.Imaging.Metadata;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Metadata;

public class ExifTests
{
    [Theory]
    [InlineData("415343494900000068656c6c6f20776f726c64", "hello world")]
    [InlineData("554e49434f444500732b00200061", "猫 a")]
    [InlineData("554e49434f444500fffe2b73", "\ufffe\u2b73")]
    [InlineData("73686f7274", "short")]
    [InlineData("4153434949000000c3a9", "ASCII\0\0\0é")]
    [InlineData("554e49434f44450041", "UNICODE\0A")]
    [InlineData("4a49530000000000834a", "カ")]
    [InlineData("00000000000000006101ff62", "\0\0\0\0\0\0\0\0a\u0001b")]
    [InlineData("", "")]
    public void A_user_comment_is_read_as_webui_reads_it(string hex, string text) => Assert.Equal(text, UserComment.Decode(Convert.FromHexString(hex)));

    [Fact]
    public void A_written_user_comment_is_read_back() => Assert.Equal("a 猫 🐈", Exif.FindUserComment(Exif.WithUserComment("a 猫 🐈")));

    [Theory]
    [InlineData("4d4d002a00000008000101120003000000010006000000000000", 6)]
    [InlineData("49492a00080000000100120103000100000008000000 00000000", 8)]
    [InlineData("4d4d002a00000008000101120003000000010009000000000000", null)]
    [InlineData("4d4d002a00000008000101120002000000010006000000000000", null)]
    [InlineData("4d4d002a00000008ffff", null)]
    [InlineData("4d4d002affffffff", null)]
    [InlineData("4d4d", null)]
    [InlineData("", null)]
    public void Orientation_is_found_or_is_null(string hex, int? orientation) =>
        Assert.Equal(orientation, Exif.FindOrientation(Convert.FromHexString(hex.Replace(" ", ""))));

    [Fact]
    public void Damaged_exif_never_breaks_the_reader()
    {
        byte[] source = Exif.WithUserComment("a comment of some length");
        var random = new Random(5);
        for (int round = 0; round < 20000; round++)
        {
            byte[] exif = source[..random.Next(source.Length + 1)];
            for (int change = random.Next(5); change > 0 && exif.Length > 0; change--)
            {
                exif[random.Next(exif.Length)] = (byte)random.Next(256);
            }

            Exif.FindOrientation(exif);
            Exif.FindUserComment(exif);
        }
    }
}
