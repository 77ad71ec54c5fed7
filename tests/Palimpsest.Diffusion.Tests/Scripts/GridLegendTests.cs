using System.Text.Json;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Legends;
using Palimpsest.Imaging;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Scripts;

/// <summary>Layouts that webui made: sizes of legends, and tiles with their seams.</summary>
public sealed class GridLegendTests
{
    [Fact]
    public void Legends_have_webuis_size()
    {
        Assert.SkipWhen(Reference.Find("images/webui/grids.json") is null, "needs the reference data");
        foreach (JsonElement entry in Reference.Json("images/webui/grids.json").GetProperty("annotations").EnumerateArray())
        {
            (int width, int height) = (entry.GetProperty("cell")[0].GetInt32(), entry.GetProperty("cell")[1].GetInt32());
            List<GridLabel> across = Labels(entry, "horizontal"), beside = Labels(entry, "vertical");
            var grid = new Picture(width * across.Count, height * beside.Count, 3, new byte[width * across.Count * height * beside.Count * 3]);
            Picture drawn = GridLegend.Draw(grid, width, height, across, beside, entry.GetProperty("margin").GetInt32(), new GenerationSettings());
            Assert.Equal((entry.GetProperty("result")[0].GetInt32(), entry.GetProperty("result")[1].GetInt32()), (drawn.Width, drawn.Height));
        }
    }

    [Fact]
    public void Legends_have_the_colours_of_the_settings()
    {
        var settings = new GenerationSettings { GridBackground = new(10, 20, 30), GridText = new(200, 0, 0), GridTextInactive = new(0, 200, 0) };
        Picture drawn = GridLegend.Draw(new Picture(500, 500, 3, new byte[500 * 500 * 3]), 500, 500, [new([new("I", true), new("I", false)])], [GridLabel.Of("")], 0, settings);
        HashSet<(byte, byte, byte)> colours = [.. drawn.Pixels.Chunk(3).Select(pixel => (pixel[0], pixel[1], pixel[2]))];
        Assert.All(new (byte, byte, byte)[] { (0, 0, 0), (10, 20, 30), (200, 0, 0), (0, 200, 0) }, colour => Assert.Contains(colour, colours));
        Assert.Equal((10, 20, 30), (drawn.Pixels[0], drawn.Pixels[1], drawn.Pixels[2]));
        Assert.DoesNotContain(((byte)255, (byte)255, (byte)255), colours);
    }

    [Theory]
    [InlineData("Ж")]
    [InlineData("ω")]
    [InlineData("ł")]
    public void Letters_beyond_Latin_1_are_drawn_as_themselves(string letter)
    {
        Assert.NotEqual(Drawn("?"), Drawn(letter));
        Assert.Equal(Drawn("?"), Drawn("猫"));

        static byte[] Drawn(string text)
        {
            var canvas = new Picture(40, 40, 3, [.. Enumerable.Repeat((byte)255, 40 * 40 * 3)]);
            new LegendFont(24).DrawCentred(canvas, text, 20, 20, new Rgb(0, 0, 0));
            return canvas.Pixels;
        }
    }

    [Fact]
    public void Tiles_lie_where_webui_puts_them()
    {
        Assert.SkipWhen(Reference.Find("images/webui/grids.json") is null, "needs the reference data");
        foreach (JsonElement entry in Reference.Json("images/webui/grids.json").GetProperty("split_grid").EnumerateArray())
        {
            (int width, int height) = (entry.GetProperty("image")[0].GetInt32(), entry.GetProperty("image")[1].GetInt32());
            var picture = new Picture(width, height, 3, new byte[width * height * 3]);
            var grid = new TileGrid(picture, entry.GetProperty("tile")[0].GetInt32(), entry.GetProperty("tile")[1].GetInt32(), entry.GetProperty("overlap").GetInt32());
            (int, int)[] expected =
            [
                .. entry.GetProperty("rows").EnumerateArray().SelectMany(row => row[2].EnumerateArray().Select(tile => (tile[0].GetInt32(), row[0].GetInt32()))),
            ];
            Assert.Equal(expected, Enumerable.Range(0, grid.Tiles.Count).Select(grid.Place));
        }
    }

    [Fact]
    public void Tiles_put_together_unchanged_give_the_picture()
    {
        byte[] pixels = [.. Enumerable.Range(0, 50 * 40 * 3).Select(i => (byte)(i * 7))];
        var grid = new TileGrid(new Picture(50, 40, 3, pixels), 24, 16, 8);
        Assert.Equal(pixels, grid.Combine().Pixels);
    }

    private static List<GridLabel> Labels(JsonElement entry, string name) =>
        [.. entry.GetProperty(name).EnumerateArray().Select(lines => new GridLabel([.. lines.EnumerateArray().Select(line => new GridLine(line.GetString()!, true))]))];
}
