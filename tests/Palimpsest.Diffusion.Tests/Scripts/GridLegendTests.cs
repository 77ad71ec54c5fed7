using System.Text.Json;
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
            Picture drawn = GridLegend.Draw(grid, width, height, across, beside, entry.GetProperty("margin").GetInt32());
            Assert.Equal((entry.GetProperty("result")[0].GetInt32(), entry.GetProperty("result")[1].GetInt32()), (drawn.Width, drawn.Height));
        }
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
