using Palimpsest.Imaging.Jpeg;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Jpeg;

/// <summary>Damaged and hostile files end in a picture or in a PictureException, within memory in proportion to the file.</summary>
public class DamagedJpegTests
{
    private const string Folder = "images/codec/malformed";

    /// <summary>
    /// A byte of file backs at most 8 blocks (a bit each), a block at most 64 pixels of RGB output, of full-size samples and of 16-bit
    /// coefficients: 8 * 64 * (3 + 3 + 6), with some room for rows and whole MCUs.
    /// </summary>
    private const long MostBytesAllocatedPerFileByte = 8192;

    /// <summary>Tables and rows of the smallest pictures.</summary>
    private const long AllocatedAnyway = 256 << 10;

    public static TheoryData<string> Files() => new(
        Reference.Find(Folder) is { } folder
            ? Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Where(name => name.EndsWith(".jpg") || name.StartsWith("any-")).Order(StringComparer.Ordinal)
            : []);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_malformed_file_gives_a_picture_or_a_clear_error(string file)
    {
        byte[] data = Malformed(file);
        string? error = DecodeWithinMemory(data, file);
        if (error is not null)
        {
            Assert.True(error.Length > 30 && error.Contains("JPEG"), error);
        }
    }

    [Theory]
    [InlineData("jpeg-dht-removed.jpg")]
    [InlineData("jpeg-app0-removed.jpg")]
    [InlineData("jpeg-app0-length-0.jpg")]
    [InlineData("jpeg-app0-length-1.jpg")]
    [InlineData("jpeg-scan-garbage.jpg")]
    [InlineData("jpeg-scan-flipped-bytes.jpg")]
    [InlineData("jpeg-scan-zeros.jpg")]
    [InlineData("jpeg-scan-ones.jpg")]
    [InlineData("jpeg-restart-missing.jpg")]
    [InlineData("jpeg-restart-wrong-number.jpg")]
    [InlineData("jpeg-restart-everywhere.jpg")]
    [InlineData("jpeg-quant-table-zero.jpg")]
    [InlineData("jpeg-sos-bad-spectral.jpg")]
    [InlineData("jpeg-exif-loop.jpg")]
    public void Damage_that_other_programs_tolerate_is_tolerated(string file)
    {
        JpegPicture picture = JpegDecoder.Decode(Malformed(file), PictureLimits.Default);
        Assert.Equal((35, 29), (picture.Width, picture.Height));
    }

    [Theory]
    [InlineData("jpeg-truncated-scan-10.jpg")]
    [InlineData("jpeg-truncated-scan-90.jpg")]
    public void A_file_truncated_within_a_scan_tells_the_row(string file) => Assert.Contains("truncated at row", DecodeWithinMemory(Malformed(file), file));

    [Theory]
    [InlineData("jpeg-truncated-dht-middle.jpg", "segment 0xFFC4")]
    [InlineData("jpeg-truncated-progressive-50.jpg", "segment 0xFFDA")]
    [InlineData("jpeg-truncated-sof-start.jpg", "segment 0xFFC0")]
    public void A_file_truncated_within_a_segment_tells_which(string file, string segment)
    {
        string? error = DecodeWithinMemory(Malformed(file), file);
        Assert.Contains("truncated", error);
        Assert.Contains(segment, error);
    }

    [Fact]
    public void A_missing_end_marker_matters_only_where_scans_may_be_missing()
    {
        Assert.Null(DecodeWithinMemory(Valid("baseline-420.jpg")[..^2], "sequential"));
        Assert.Contains("truncated after", DecodeWithinMemory(Valid("progressive-420.jpg")[..^2], "progressive"));
    }

    [Fact]
    public void The_larger_the_picture_the_fewer_scans_are_read()
    {
        var limits = new PictureLimits { MaxPixels = 35 * 29 };
        byte[] data = Malformed("jpeg-progressive-3000-scans.jpg");
        Assert.Contains("16 scans", Assert.Throws<PictureException>(() => JpegDecoder.Decode(data, limits)).Message);
    }

    [Theory]
    [InlineData("jpeg-bomb-65500x65500.jpg", "65500 x 65500")]
    [InlineData("jpeg-progressive-3000-scans.jpg", "100 scans")]
    public void A_bomb_is_refused_by_name(string file, string reason) => Assert.Contains(reason, DecodeWithinMemory(Malformed(file), file));

    [Fact]
    public void A_size_within_the_limits_that_the_file_cannot_hold_is_refused_before_memory_is_spent()
    {
        byte[] data = Valid("baseline-420.jpg");
        int frame = data.AsSpan().IndexOf((byte[])[0xFF, 0xC0]);
        ((byte[])[0x3F, 0xFF, 0x3F, 0xFF]).CopyTo(data, frame + 5);
        Assert.Contains("cannot hold", DecodeWithinMemory(data, "16383 x 16383"));
    }

    [Fact]
    public void The_pixel_limit_of_the_caller_counts()
    {
        var limits = new PictureLimits { MaxPixels = (47 * 35) - 1 };
        Assert.Throws<PictureException>(() => JpegDecoder.Decode(Valid("baseline-420.jpg"), limits));
        JpegDecoder.Decode(Valid("baseline-420.jpg"), limits with { MaxPixels = 47 * 35 });
    }

    [Fact]
    public void A_lost_restart_interval_leaves_the_other_intervals_in_place()
    {
        byte[] whole = Valid("restart-1.jpg");
        int first = whole.AsSpan().IndexOf((byte[])[0xFF, 0xD0]), second = whole.AsSpan().IndexOf((byte[])[0xFF, 0xD1]);
        JpegPicture expected = JpegDecoder.Decode(whole, PictureLimits.Default);
        JpegPicture actual = JpegDecoder.Decode([.. whole[..first], .. whole[second..]], PictureLimits.Default);

        // The interval is a row of MCUs, of 8 or 16 rows of pixels; its upper neighbour and all below stay.
        int rowBytes = expected.Width * 3;
        Assert.Equal(expected.Pixels[..(7 * rowBytes)], actual.Pixels[..(7 * rowBytes)]);
        Assert.Equal(expected.Pixels[(33 * rowBytes)..], actual.Pixels[(33 * rowBytes)..]);
        Assert.NotEqual(expected.Pixels, actual.Pixels);
    }

    [Theory]
    [InlineData("baseline-420.jpg")]
    [InlineData("progressive-420.jpg")]
    [InlineData("restart-1.jpg")]
    [InlineData("grey.jpg")]
    [InlineData("cmyk-progressive.jpg")]
    public void Flipped_bytes_never_escape_as_another_exception(string file)
    {
        byte[] valid = Valid(file);
        const int Seed = 20240719;
        var random = new Random(Seed);
        for (int round = 0; round < 400; round++)
        {
            byte[] data = [.. valid];
            for (int flips = random.Next(1, 9); flips > 0; flips--)
            {
                data[random.Next(2, data.Length)] = (byte)random.Next(256);
            }

            DecodeWithinMemory(data, $"{file}, seed {Seed}, round {round}");
        }
    }

    [Theory]
    [InlineData("baseline-420.jpg")]
    [InlineData("progressive-420.jpg")]
    public void No_truncation_escapes_as_another_exception(string file)
    {
        byte[] valid = Valid(file);
        for (int length = 0; length < valid.Length - 2; length += 3)
        {
            string? error = DecodeWithinMemory(valid[..length], $"{file}, first {length} bytes");
            Assert.True(error is not null || length > valid.Length - 8, $"The first {length} of {valid.Length} bytes decode as if they were whole.");
        }
    }

    /// <returns>The PictureException's sentence, or null when there is a picture.</returns>
    private static string? DecodeWithinMemory(byte[] data, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? error = null;
        try
        {
            JpegDecoder.Decode(data, PictureLimits.Default);
        }
        catch (PictureException refusal)
        {
            error = refusal.Message;
        }
        catch (Exception exception)
        {
            Assert.Fail($"{what}: {exception}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long allowed = AllocatedAnyway + (data.Length * MostBytesAllocatedPerFileByte);
        Assert.True(allocated <= allowed, $"{what}: {allocated} bytes were allocated for a file of {data.Length}; {allowed} are in proportion.");
        return error;
    }

    private static byte[] Malformed(string name) => File.ReadAllBytes(Reference.Path($"{Folder}/{name}"));

    private static byte[] Valid(string name) => File.ReadAllBytes(Reference.Path($"images/codec/jpeg/{name}"));
}
