using System.Text.Json;
using Palimpsest.Imaging.Metadata;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests;

public sealed class PictureWriterTests : IDisposable
{
    private const string Cases = "images/webui/save.json";
    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-").FullName;

    public static TheoryData<string> PngFiles => Names(".png");

    public static TheoryData<string> JpegFiles => Names(".jpg", entry => entry.TryGetProperty("segments", out _) && !entry.TryGetProperty("api", out _));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(PngFiles), DisableDiscoveryEnumeration = true)]
    public void Png_files_are_laid_out_as_webuis(string file)
    {
        JsonElement expected = Case(file);
        string path = Path.Combine(_folder, "picture.png");
        PictureWriter.SavePng(path, SourcePicture(), [.. Texts(expected)]);

        List<(string Type, string Data)> chunks = PngChunks(File.ReadAllBytes(path));
        JsonElement[] wanted = [.. expected.GetProperty("chunks").EnumerateArray()];
        Assert.Equal(wanted.Select(chunk => chunk[0].GetString()), chunks.Select(chunk => chunk.Type));
        foreach ((JsonElement chunk, (string type, string data)) in wanted.Zip(chunks))
        {
            if (type.EndsWith("Xt", StringComparison.Ordinal))
            {
                Assert.Equal(chunk[2].GetString(), data);
            }
        }
    }

    [Theory]
    [MemberData(nameof(JpegFiles), DisableDiscoveryEnumeration = true)]
    public void Jpeg_files_carry_webuis_exif_in_place_of_jfif(string file)
    {
        JsonElement expected = Case(file);
        string path = Path.Combine(_folder, "picture.jpg");
        PictureWriter.SaveJpeg(path, SourcePicture(), parameters: expected.GetProperty("info").GetString());

        byte[] bytes = File.ReadAllBytes(path);
        string? exif = expected.GetProperty("exif").GetString();
        Assert.Equal(expected.GetProperty("segments")[0][0].GetString(), bytes[3].ToString("X2"));
        if (exif is not null)
        {
            Assert.Equal(exif, Convert.ToHexStringLower(bytes.AsSpan(2, exif.Length / 2)));
        }
    }

    [Fact]
    public void Text_survives_both_kinds_of_file()
    {
        const string text = "a кот 猫 🐈\nSteps: 20";
        string png = Path.Combine(_folder, "a.png"), jpeg = Path.Combine(_folder, "a.jpg");
        PictureWriter.SavePng(png, SourcePicture(), text);
        PictureWriter.SaveJpeg(jpeg, SourcePicture(), 80, text);
        Assert.Equal(text, GenerationText.Read(PictureReader.Read(png)).Text);
        Assert.Equal(text, GenerationText.Read(PictureReader.Read(jpeg)).Text);
    }

    [Fact]
    public void A_file_of_the_same_name_is_replaced_and_nothing_else_is_left()
    {
        string path = Path.Combine(_folder, "a.png");
        File.WriteAllText(path, "old");
        PictureWriter.SavePng(path, SourcePicture(), "new");
        Assert.Equal("new", GenerationText.Read(PictureReader.Read(path)).Text);
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_file_that_cannot_be_put_in_place_leaves_nothing_behind()
    {
        string path = Path.Combine(_folder, "a.png");
        Directory.CreateDirectory(path);
        PictureException error = Assert.Throws<PictureException>(() => PictureWriter.SavePng(path, SourcePicture(), "x"));
        Assert.Contains(path, error.Message);
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_missing_folder_is_said()
    {
        string path = Path.Combine(_folder, "none", "a.png");
        Assert.Contains("folder", Assert.Throws<PictureException>(() => PictureWriter.SavePng(path, SourcePicture(), "x")).Message);
        Assert.Contains("no such file", Assert.Throws<PictureException>(() => PictureReader.Read(path)).Message);
    }

    [Fact]
    public void A_name_the_system_cannot_have_is_said()
    {
        Assert.Throws<PictureException>(() => PictureWriter.SavePng(_folder + "/a\0b.png", SourcePicture(), "x"));
        Assert.Throws<PictureException>(() => PictureReader.Read(_folder + "/a\0b.png"));
        Assert.Throws<PictureException>(() => PictureReader.Read(_folder));
    }

    [Fact]
    public void A_text_too_long_for_a_jpeg_is_refused_whole()
    {
        string path = Path.Combine(_folder, "a.jpg");
        Assert.Throws<PictureException>(() => PictureWriter.SaveJpeg(path, SourcePicture(), 80, new string('x', 40000)));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private static IEnumerable<TextItem> Texts(JsonElement expected)
    {
        // webui stores a missing text of a saved file as the word None; its API leaves it out and puts it before the rest.
        bool api = expected.TryGetProperty("api", out _);
        string? info = expected.GetProperty("info").GetString();
        IEnumerable<TextItem> parameters = info is null && api ? [] : [new TextItem("parameters", info ?? "None")];
        IEnumerable<TextItem> others = expected.GetProperty(api ? "other_info" : "existing_pnginfo").EnumerateObject()
            .Where(item => item.Value.ValueKind == JsonValueKind.String)
            .Select(item => new TextItem(item.Name, item.Value.GetString()!));
        return api ? parameters.Concat(others) : others.Concat(parameters);
    }

    private static List<(string Type, string Data)> PngChunks(byte[] file)
    {
        List<(string, string)> chunks = [];
        for (int offset = 8; offset < file.Length;)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(offset));
            chunks.Add((System.Text.Encoding.ASCII.GetString(file, offset + 4, 4), Convert.ToHexStringLower(file.AsSpan(offset + 8, length))));
            offset += length + 12;
        }

        return chunks;
    }

    private static Picture SourcePicture() => new(2, 1, 3, [1, 2, 3, 4, 5, 6]);

    private static JsonElement Case(string file) =>
        Reference.Json(Cases).GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == file);

    private static TheoryData<string> Names(string extension, Func<JsonElement, bool>? wanted = null)
    {
        var names = new TheoryData<string>();
        if (Reference.Find(Cases) is not null)
        {
            foreach (JsonElement entry in Reference.Json(Cases).GetProperty("cases").EnumerateArray())
            {
                if (entry.GetProperty("file").GetString() is { } file && file.EndsWith(extension, StringComparison.Ordinal) && wanted?.Invoke(entry) != false)
                {
                    names.Add(file);
                }
            }
        }

        return names;
    }
}
