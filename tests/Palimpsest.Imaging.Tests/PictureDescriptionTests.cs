using Palimpsest.Imaging.Jpeg;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Imaging.Png;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests;

/// <summary>What a file says is read without its pixels, and is what reading the pixels too says.</summary>
public class PictureDescriptionTests
{
    private const string Malformed = "images/codec/malformed";

    private static readonly string[] Folders = ["png", "jpeg", "webp"];

    public static TheoryData<string> Files => [.. Folders.SelectMany(folder => CodecCases.Names(folder).Select(row => $"{folder}/{row.Data}"))];

    public static TheoryData<string> MalformedFiles => new(
        Reference.Find(Malformed) is { } folder ? Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal) : []);

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void A_description_is_what_the_decoded_picture_says(string file)
    {
        byte[] bytes = CodecCases.Bytes(file);
        try
        {
            AssertSame(PictureReader.Read(bytes, file), PictureReader.Describe(bytes, file));
        }
        catch (PictureException error)
        {
            Assert.EndsWith("arithmetic.jpg", file);
            Assert.Equal(error.Message, Assert.Throws<PictureException>(() => PictureReader.Describe(bytes, file)).Message);
        }
    }

    [Theory]
    [MemberData(nameof(MalformedFiles), DisableDiscoveryEnumeration = true)]
    public void A_malformed_file_gives_the_same_description_or_a_sentence_and_little_memory(string file)
    {
        byte[] bytes = File.ReadAllBytes(Reference.Path($"{Malformed}/{file}"));
        PictureDescription? description = null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            description = PictureReader.Describe(bytes, file);
        }
        catch (PictureException error)
        {
            Assert.StartsWith(file + ": ", error.Message);
            Assert.EndsWith(".", error.Message);
        }

        // Text may take 64 MB, in a few copies while it grows.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, file == "png-text-bomb.png" ? 512L << 20 : 4L << 20);
        DecodedPicture? decoded = null;
        try
        {
            decoded = PictureReader.Read(bytes, file);
        }
        catch (PictureException)
        {
            // Damaged pixels say nothing of the description.
        }

        if (decoded is not null)
        {
            AssertSame(decoded, description ?? throw new InvalidOperationException($"{file} can be decoded, and so can be described."));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_files_never_break_it(int seed)
    {
        byte[][] sources = [.. Folders.SelectMany(folder => Directory.GetFiles(Reference.Path("images/codec/" + folder)).Order(StringComparer.Ordinal)).Select(File.ReadAllBytes)];
        var random = new Random(seed);
        for (int round = 0; round < 3000; round++)
        {
            byte[] file = [.. sources[random.Next(sources.Length)]];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                file[random.Next(2, file.Length)] = (byte)random.Next(256);
            }

            file = random.Next(5) == 0 ? file[..random.Next(file.Length)] : file;
            try
            {
                GenerationText.Read(PictureReader.Describe(file, "fuzz"));
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

    [Fact]
    public void Pixels_take_neither_memory_nor_whole_data()
    {
        const int Side = 500, PixelBytes = Side * Side * 3;
        Picture picture = Noise(Side);
        byte[] png = PngEncoder.Encode(picture, [new TextItem("parameters", "a cat")]), jpeg = JpegEncoder.Encode(picture, 90, Exif.WithUserComment("a cat"));

        png.AsSpan(png.Length / 2, 16).Fill(0xFF);
        Assert.Throws<PictureException>(() => PictureReader.Read(png, "png"));
        foreach (byte[] file in (byte[][])[png, jpeg])
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            PictureDescription description = PictureReader.Describe(file, "picture");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, PixelBytes / 20);
            Assert.Equal((Side, Side, "a cat"), (description.Width, description.Height, GenerationText.Read(description).Text));
        }
    }

    [Fact]
    public void A_png_that_ends_within_its_pixels_is_refused()
    {
        byte[] png = PngEncoder.Encode(Noise(8), [new TextItem("parameters", "a cat")]);
        Assert.Contains("half.png: ", Assert.Throws<PictureException>(() => PictureReader.Describe(png[..^50], "half.png")).Message);
    }

    [Fact]
    public void Limits_hold()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        try
        {
            PictureWriter.SavePng(path, new Picture(20, 10, 1, new byte[200]), "a cat");
            Assert.Equal((20, 10), (PictureReader.Describe(path, new PictureLimits { MaxPixels = 200 }).Width, PictureReader.Describe(path).Height));
            Assert.Contains("20 × 10", Assert.Throws<PictureException>(() => PictureReader.Describe(path, new PictureLimits { MaxPixels = 199 })).Message);
            Assert.Contains("allowed", Assert.Throws<PictureException>(() => PictureReader.Describe(path, new PictureLimits { MaxFileBytes = 50 })).Message);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Contains("no such file", Assert.Throws<PictureException>(() => PictureReader.Describe(path)).Message);
    }

    private static Picture Noise(int side)
    {
        var pixels = new byte[side * side * 3];
        new Random(1).NextBytes(pixels);
        return new Picture(side, side, 3, pixels);
    }

    private static void AssertSame(DecodedPicture expected, PictureDescription actual)
    {
        Assert.Equal(Told(expected), Told(actual));
        Assert.Equal(expected.Texts, actual.Texts);
        Assert.Equal(expected.Exif, actual.Exif);

        static object Told(PictureDescription of) => (of.Format, of.Width, of.Height, of.Kind, of.Depth, of.Comment, of.Orientation, of.Frames);
    }
}
