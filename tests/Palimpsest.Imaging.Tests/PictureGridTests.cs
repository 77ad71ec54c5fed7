namespace Palimpsest.Imaging.Tests;

public sealed class PictureGridTests
{
    // webui.md 10: round(√n), half to even; without gaps the largest divisor of n up to √n.
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(6, 2, 2)]
    [InlineData(7, 3, 1)]
    [InlineData(12, 3, 3)]
    [InlineData(16, 4, 4)]
    [InlineData(20, 4, 4)]
    [InlineData(21, 5, 3)]
    public void Rows_are_about_as_many_as_columns(int count, int rows, int withoutGaps)
    {
        Assert.Equal(rows, PictureGrid.AutomaticRows(count));
        Assert.Equal(withoutGaps, PictureGrid.AutomaticRows(count, withoutGaps: true));
    }

    [Fact]
    public void Pictures_stand_in_the_middle_of_their_cells_and_the_rest_is_background()
    {
        Picture[] pictures = [Plain(3, 1, 10), Plain(1, 2, 20), Plain(2, 2, 30)];
        Picture grid = PictureGrid.Of(pictures, rows: 2, new Rgb(1, 2, 3));
        Assert.Equal((6, 4, 3), (grid.Width, grid.Height, grid.Channels));
        string[] expected =
        [
            "AAA.B.",
            "....B.",
            "CC....",
            "CC....",
        ];
        Assert.Equal(expected, Enumerable.Range(0, 4).Select(y => string.Concat(Enumerable.Range(0, 6).Select(x => grid.Pixels[((y * 6) + x) * 3] switch
        {
            10 => 'A',
            20 => 'B',
            30 => 'C',
            _ => '.',
        }))));
        Assert.Equal([1, 2, 3], grid.Pixels[9..12]);
    }

    [Fact]
    public void More_rows_than_pictures_are_as_many_as_pictures() => Assert.Equal(2, PictureGrid.Of([Plain(1, 1, 0), Plain(1, 1, 0)], rows: 16, Rgb.White).Height);

    private static Picture Plain(int width, int height, byte value) => new(width, height, 3, [.. Enumerable.Repeat(value, width * height * 3)]);
}
