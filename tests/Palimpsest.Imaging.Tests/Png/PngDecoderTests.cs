using System.Text.Json;
using Palimpsest.Imaging.Png;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Png;

public class PngDecoderTests
{
    private const string Expected = "images/codec/expected-png.safetensors";

    public static TheoryData<string> Files => CodecCases.Names("png");

    public static TheoryData<string> MalformedFiles
    {
        get
        {
            var names = new TheoryData<string>();
            if (Reference.Find("images/codec/malformed") is { } folder)
            {
                foreach (string path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
                {
                    if (Path.GetFileName(path) is { } name && (name.StartsWith("png-", StringComparison.Ordinal) || name.StartsWith("any-", StringComparison.Ordinal)))
                    {
                        names.Add(name);
                    }
                }
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void Pixels_are_those_of_the_specification(string file)
    {
        TensorFile expected = Reference.Tensors(Expected);
        DecodedPicture decoded = Decode(file);
        if (expected.Type(file) == "U16")
        {
            Assert.Equal(expected.Elements<ushort>(file), decoded.ToRgba16());
        }
        else
        {
            PictureAssert.Same(CodecCases.Picture(expected, file), decoded.ToRgba8(), file);
        }
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
    public void Texts_orientation_and_frames_are_read(string file)
    {
        JsonElement entry = CodecCases.Entry("png/" + file);
        DecodedPicture decoded = Decode(file);
        Dictionary<string, string> texts = [];
        foreach (TextItem item in decoded.Texts)
        {
            texts[item.Key] = item.Value;
        }

        Dictionary<string, string> expected = entry.TryGetProperty("text", out JsonElement text) ? text.Deserialize<Dictionary<string, string>>()! : [];
        Assert.Equal(expected, texts);
        Assert.Equal(entry.TryGetProperty("orientation", out JsonElement orientation) ? orientation.GetInt32() : 1, decoded.Orientation);
        Assert.Equal(entry.TryGetProperty("frames", out JsonElement frames) ? frames.GetInt32() : 1, decoded.Frames);
    }

    [Theory]
    [MemberData(nameof(MalformedFiles), DisableDiscoveryEnumeration = true)]
    public void A_malformed_file_gives_a_picture_or_a_sentence_and_little_memory(string file)
    {
        byte[] bytes = File.ReadAllBytes(Reference.Path("images/codec/malformed/" + file));
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            DecodedPicture decoded = PictureReader.Read(bytes, file);
            Assert.Equal((long)decoded.Width * decoded.Height * decoded.Channels * (decoded.Depth == 16 ? 2 : 1), decoded.Samples.LongLength);
            decoded.ToRgba8();
            decoded.ToWebuiRgb(Rgb.White);
        }
        catch (PictureException error)
        {
            Assert.StartsWith(file + ": ", error.Message);
            Assert.EndsWith(".", error.Message);
        }

        // Text may take 64 MB, in a few copies while it grows; pixels of these tiny pictures next to nothing.
        long most = file == "png-text-bomb.png" ? 512L << 20 : 8L << 20;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
    }

    [Theory]
    [InlineData("png-bomb-65535x65535.png", "65535 × 65535")]
    [InlineData("png-truncated-IDAT-middle.png", "complete copy")]
    [InlineData("png-bad-crc-IHDR.png", "IHDR")]
    [InlineData("png-bad-filter-type.png", "filter")]
    [InlineData("png-zlib-bad-adler.png", "damaged")]
    [InlineData("png-zlib-dictionary.png", "damaged")]
    [InlineData("png-palette-missing.png", "palette")]
    [InlineData("png-text-bomb.png", "text")]
    [InlineData("png-unknown-critical.png", "needs its chunk")]
    [InlineData("any-empty.bin", "empty")]
    [InlineData("any-html.bin", "not a picture")]
    public void An_error_names_what_is_wrong(string file, string part)
    {
        byte[] bytes = File.ReadAllBytes(Reference.Path("images/codec/malformed/" + file));
        Assert.Contains(part, Assert.Throws<PictureException>(() => PictureReader.Read(bytes, file)).Message);
    }

    [Theory]
    [InlineData("png-bad-crc-IDAT.png")]
    [InlineData("png-no-iend.png")]
    [InlineData("png-truncated-IEND-header.png")]
    [InlineData("png-data-way-too-long.png")]
    [InlineData("png-text-bad-zlib.png")]
    [InlineData("png-itxt-bad-utf8.png")]
    [InlineData("png-iccp-bomb.png")]
    [InlineData("png-trns-too-long.png")]
    [InlineData("any-png-named-jpeg.bin")]
    public void Damage_that_does_not_touch_the_pixels_is_forgiven(string file)
    {
        byte[] bytes = File.ReadAllBytes(Reference.Path("images/codec/malformed/" + file));
        Assert.True(PictureReader.Read(bytes, file).Width > 0);
    }

    [Fact]
    public void A_kilobyte_that_declares_the_largest_size_is_refused_before_pixels_take_memory()
    {
        byte[] file = PngEncoder.Encode(new Picture(64, 64, 4, new byte[64 * 64 * 4]), []);
        PngBytes.SetSize(file, 16384, 16384);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("cannot hold", Assert.Throws<PictureException>(() => PngDecoder.Decode(file, PictureLimits.Default)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Limits_hold()
    {
        byte[] file = PngEncoder.Encode(new Picture(20, 10, 1, new byte[200]), [new TextItem("a", new string('x', 1000))]);
        PictureReader.Read(file, "p", new PictureLimits { MaxPixels = 200, MaxTextBytes = 1002, MaxFileBytes = file.Length });
        Assert.Contains("20 × 10", Assert.Throws<PictureException>(() => PictureReader.Read(file, "p", new PictureLimits { MaxPixels = 199 })).Message);
        Assert.Contains("text", Assert.Throws<PictureException>(() => PictureReader.Read(file, "p", new PictureLimits { MaxTextBytes = 1001 })).Message);
        Assert.Contains("allowed", Assert.Throws<PictureException>(() => PictureReader.Read(new MemoryStream(file), "p", new PictureLimits { MaxFileBytes = file.Length - 1 })).Message);
    }

    [Fact]
    public void Countless_texts_are_refused()
    {
        TextItem[] texts = [.. Enumerable.Repeat(new TextItem("a", ""), (1 << 16) + 1)];
        byte[] file = PngEncoder.Encode(new Picture(1, 1, 1, [0]), texts);
        Assert.Contains("texts", Assert.Throws<PictureException>(() => PngDecoder.Decode(file, PictureLimits.Default)).Message);
    }

    /// <summary>Bytes changed, cut or repeated at random; check values are put right half the time, so that damage reaches the inner layers.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Damaged_files_never_break_the_decoder(int seed)
    {
        byte[][] sources = FuzzSources();
        var random = new Random(seed);
        for (int round = 0; round < 1500; round++)
        {
            byte[] file = PngBytes.Damage(sources[random.Next(sources.Length)], random);
            try
            {
                DecodedPicture decoded = PictureReader.Read(file, "fuzz", new PictureLimits { MaxPixels = 1 << 20 });
                decoded.ToRgba8();
                decoded.ToWebuiRgb(Rgb.White);
                Palimpsest.Imaging.Metadata.GenerationText.Read(decoded);
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

    private static DecodedPicture Decode(string file) => PngDecoder.Decode(CodecCases.Bytes("png/" + file), PictureLimits.Default);

    private static byte[][] FuzzSources()
    {
        byte[] pixels = [.. Enumerable.Range(0, 13 * 9 * 4).Select(i => (byte)(i * 37))];
        byte[] own = PngEncoder.Encode(new Picture(13, 9, 4, pixels), [new TextItem("parameters", "猫"), new TextItem("Title", "café")]);
        if (Reference.Find("images/codec/png") is not { } folder)
        {
            return [own];
        }

        return [own, .. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }
}
