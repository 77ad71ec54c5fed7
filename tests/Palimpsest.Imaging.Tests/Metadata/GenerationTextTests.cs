using System.Text.Json;
using Palimpsest.Imaging.Metadata;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Metadata;

public class GenerationTextTests
{
    private const string Cases = "images/webui/save.json";

    public static TheoryData<string> Files
    {
        get
        {
            var names = new TheoryData<string>();
            if (Reference.Find(Cases) is not null)
            {
                foreach (JsonElement entry in Reference.Json(Cases).GetProperty("cases").EnumerateArray())
                {
                    if (entry.GetProperty("file").GetString() is { } file && (file.EndsWith(".png", StringComparison.Ordinal) || file.EndsWith(".jpg", StringComparison.Ordinal)))
                    {
                        names.Add(file);
                    }
                }
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void Text_and_items_are_those_webui_reads(string file)
    {
        JsonElement expected = Reference.Json(Cases).GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("file").GetString() == file);
        GenerationText text = GenerationText.Read(PictureReader.Describe(Reference.Path("images/" + file)));
        Assert.Equal(expected.GetProperty("read_back").GetString(), text.Text);
        if (expected.TryGetProperty("read_items", out JsonElement items))
        {
            Assert.Equal(items.Deserialize<Dictionary<string, string>>()!, text.Items.ToDictionary(item => item.Key, item => item.Value));
        }
    }

    [Fact]
    public void An_empty_user_comment_leaves_the_parameters()
    {
        Assert.Equal("p", GenerationText.Read(Picture(Exif.WithUserComment(""), new TextItem("parameters", "p"))).Text);
        Assert.Equal("c", GenerationText.Read(Picture(Exif.WithUserComment("c"), new TextItem("parameters", "p"))).Text);
    }

    [Fact]
    public void Of_texts_with_one_key_the_last_counts() =>
        Assert.Equal("2", GenerationText.Read(Picture(null, new TextItem("parameters", "1"), new TextItem("parameters", "2"))).Text);

    private static PictureDescription Picture(byte[]? exif, params TextItem[] texts) => new()
    {
        Format = PictureFormat.Png,
        Width = 1,
        Height = 1,
        Kind = SampleKind.Grey,
        Depth = 8,
        Exif = exif,
        Texts = texts,
    };
}
