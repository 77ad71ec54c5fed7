using System.Text.Json;
using Palimpsest.Imaging.Resampling;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Resampling;

public class WebuiResizeTests
{
    private const string Cases = "images/webui/resize.json", Sizes = "images/webui/upscaler-sizes.json";

    public static TheoryData<string> Files
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (JsonElement entry in Entries())
            {
                names.Add(entry.GetProperty("file").GetString()!);
            }

            return names;
        }
    }

    public static TheoryData<string, int, int, double, int?, int?> UpscalerSizes
    {
        get
        {
            var rows = new TheoryData<string, int, int, double, int?, int?>();
            if (Reference.Find(Sizes) is not null)
            {
                foreach (JsonElement row in Reference.Json(Sizes).GetProperty("rows").EnumerateArray())
                {
                    rows.Add(row[0].GetString()!, row[1].GetInt32(), row[2].GetInt32(), row[3].GetDouble(), Side(row[4]), Side(row[5]));
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void Pictures_are_webuis(string file)
    {
        JsonElement entry = Entries().Single(one => one.GetProperty("file").GetString() == file);
        Picture source = PictureReader.Read(Reference.Path($"images/inputs/{entry.GetProperty("input").GetString()}.png")).ToWebuiPicture();
        Picture resized = WebuiResize.Resize(
            source,
            entry.GetProperty("width").GetInt32(),
            entry.GetProperty("height").GetInt32(),
            (ResizeMode)entry.GetProperty("mode").GetInt32(),
            Upscaler(entry.GetProperty("upscaler").GetString()));
        PictureAssert.Same(PictureReader.Read(Reference.Path("images/" + file)).ToWebuiPicture(), resized, file);
    }

    [Theory]
    [MemberData(nameof(UpscalerSizes), DisableDiscoveryEnumeration = true)]
    public void Upscalers_give_webuis_sizes(string upscaler, int width, int height, double factor, int? newWidth, int? newHeight)
    {
        var picture = new Picture(width, height, 3, new byte[width * height * 3]);
        if (newWidth is null || newHeight is null)
        {
            Assert.Contains("multiples of 8", Assert.Throws<PictureException>(() => Upscaling.Apply(Upscaler(upscaler)!, picture, factor)).Message);
            return;
        }

        Picture result = Upscaling.Apply(Upscaler(upscaler)!, picture, factor);
        Assert.Equal((newWidth, newHeight), (result.Width, result.Height));
    }

    [Theory]
    [InlineData(2000, ResizeMode.ResizeAndFill)]
    [InlineData(2_000_000, ResizeMode.CropAndResize)]
    public void A_line_that_cannot_keep_its_shape_is_refused(int length, ResizeMode mode)
    {
        var line = new Picture(length, 1, 1, new byte[length]);
        Assert.Contains("too narrow", Assert.Throws<PictureException>(() => WebuiResize.Resize(line, 1024, 1024, mode)).Message);
    }

    [Fact]
    public void Upscaling_beyond_the_usual_limit_is_refused()
    {
        var line = new Picture(100_000, 1, 3, new byte[300_000]);
        Assert.Contains("more than", Assert.Throws<PictureException>(() => WebuiResize.Resize(line, 1024, 1024, ResizeMode.JustResize, FilterUpscaler.Lanczos)).Message);
    }

    private static FilterUpscaler? Upscaler(string? name) => name switch
    {
        null or "None" => null,
        "Lanczos" => FilterUpscaler.Lanczos,
        "Nearest" => FilterUpscaler.Nearest,
        _ => FilterUpscaler.None,
    };

    private static int? Side(JsonElement side) => side.ValueKind == JsonValueKind.Null ? null : side.GetInt32();

    private static IEnumerable<JsonElement> Entries() => Reference.Find(Cases) is null ? [] : Reference.Json(Cases).GetProperty("cases").EnumerateArray();
}
