using System.Text.Json;
using Palimpsest.Imaging.Webp;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Webp;

public class WebpDecoderTests
{
    private const string Expected = "images/codec/expected-webp.safetensors";
    private const string Malformed = "images/codec/malformed";

    public static TheoryData<string> Files => CodecCases.Names("webp");

    public static TheoryData<string> MalformedFiles => new(
        Reference.Find(Malformed) is { } folder ? Directory.GetFiles(folder, "webp-*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal) : []);

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void Pixels_equal_libwebps_to_the_bit(string file)
    {
        TensorFile expected = Reference.Tensors(Expected);
        DecodedPicture decoded = Decode(file);
        PictureAssert.Same(CodecCases.Picture(expected, file), decoded.ToRgba8(), file);
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void Webui_starts_from_the_same_picture(string file)
    {
        TensorFile expected = Reference.Tensors(Expected);
        Picture picture = expected.Has(file + "#webui") ? CodecCases.Picture(expected, file + "#webui") : CodecCases.Picture(expected, file).ToRgb();
        PictureAssert.Same(picture, Decode(file).ToWebuiRgb(Rgb.White), file);
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void Kind_orientation_and_frames_are_read(string file)
    {
        JsonElement entry = CodecCases.Entry("webp/" + file);
        DecodedPicture decoded = Decode(file);
        Assert.Equal(entry.GetProperty("pillow_mode").GetString() == "RGBA" ? SampleKind.Rgba : SampleKind.Rgb, decoded.Kind);
        Assert.Equal(entry.TryGetProperty("orientation", out JsonElement orientation) ? orientation.GetInt32() : 1, decoded.Orientation);
        Assert.Equal(entry.TryGetProperty("frames", out JsonElement frames) ? frames.GetInt32() : 1, decoded.Frames);
    }

    [Theory]
    [MemberData(nameof(MalformedFiles), DisableDiscoveryEnumeration = true)]
    public void A_malformed_file_gives_a_picture_or_a_sentence_and_little_memory(string file)
    {
        byte[] bytes = File.ReadAllBytes(Reference.Path($"{Malformed}/{file}"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            DecodedPicture decoded = PictureReader.Read(bytes, file);
            Assert.Equal((long)decoded.Width * decoded.Height * decoded.Channels, decoded.Samples.LongLength);
            decoded.ToWebuiRgb(Rgb.White);
        }
        catch (PictureException error)
        {
            Assert.StartsWith(file + ": ", error.Message);
            Assert.EndsWith(".", error.Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16L << 20);
    }

    [Theory]
    [InlineData("webp-bomb-16383x16383.webp", "cannot hold 16383 × 16383 pixels")]
    [InlineData("webp-lossy-truncated-50.webp", "complete copy")]
    [InlineData("webp-lossless-bad-version.webp", "version")]
    [InlineData("webp-not-key-frame.webp", "key frame")]
    [InlineData("webp-vp8x-canvas-mismatch.webp", "declares")]
    [InlineData("webp-vp8x-no-image.webp", "no picture")]
    public void An_error_names_what_is_wrong(string file, string part)
    {
        byte[] bytes = File.ReadAllBytes(Reference.Path($"{Malformed}/{file}"));
        Assert.Contains(part, Assert.Throws<PictureException>(() => PictureReader.Read(bytes, file)).Message);
    }

    [Theory]
    [InlineData("lossless-z3.webp")]
    [InlineData("lossy-q75.webp")]
    public void Limits_hold(string file)
    {
        byte[] bytes = CodecCases.Bytes("webp/" + file);
        Assert.Contains("61 × 47", Assert.Throws<PictureException>(() => PictureReader.Read(bytes, "p", new PictureLimits { MaxPixels = (61 * 47) - 1 })).Message);
        Assert.Equal(61, PictureReader.Read(bytes, "p", new PictureLimits { MaxPixels = 61 * 47 }).Width);
    }

    /// <summary>Bytes changed, cut off or doubled at random.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_files_never_break_the_decoder(int seed)
    {
        string folder = Reference.Path("images/codec/webp");
        byte[][] sources = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        var random = new Random(seed);
        for (int round = 0; round < 1500; round++)
        {
            byte[] file = Damage(sources[random.Next(sources.Length)], random);
            try
            {
                PictureReader.Read(file, "fuzz", new PictureLimits { MaxPixels = 1 << 18 }).ToWebuiRgb(Rgb.White);
            }
            catch (PictureException)
            {
                // A clear refusal is right; any other exception fails the test.
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}, round {round}: {error}\n{Convert.ToBase64String(file)}");
            }
        }
    }

    private static byte[] Damage(byte[] source, Random random)
    {
        byte[] file = [.. source];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            // Mostly behind the container's head, so that damage reaches the inner layers.
            file[random.Next(random.Next(4) == 0 ? 0 : Math.Min(20, file.Length - 1), file.Length)] = (byte)random.Next(256);
        }

        return random.Next(5) == 0 ? file[..random.Next(file.Length)] : file;
    }

    private static DecodedPicture Decode(string file) => WebpDecoder.Decode(CodecCases.Bytes("webp/" + file), PictureLimits.Default);
}
