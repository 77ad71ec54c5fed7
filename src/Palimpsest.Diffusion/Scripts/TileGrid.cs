using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>A picture cut into overlapping tiles of one size, and put together again with soft seams (webui.md 11, SD upscale).</summary>
internal sealed class TileGrid
{
    private readonly int _width;
    private readonly int _height;
    private readonly int _overlap;
    private readonly int[] _columns;
    private readonly int[] _rows;
    private readonly Picture[] _tiles;

    /// <param name="picture">RGB or grey. Where it is smaller than a tile, the tile is filled up with black at its left or top.</param>
    /// <exception cref="Generation.GenerationException">The overlap is not smaller than the tiles.</exception>
    public TileGrid(Picture picture, int tileWidth, int tileHeight, int overlap)
    {
        if (overlap >= tileWidth || overlap >= tileHeight)
        {
            throw new Generation.GenerationException($"Tiles of {tileWidth} × {tileHeight} cannot overlap by {overlap} pixels: make the overlap smaller or the tiles larger.");
        }

        (_width, _height, _overlap) = (picture.Width, picture.Height, overlap);
        _columns = Starts(picture.Width, tileWidth, overlap);
        _rows = Starts(picture.Height, tileHeight, overlap);
        _tiles = [.. _rows.SelectMany(y => _columns.Select(x => Crop(picture, x, y, tileWidth, tileHeight)))];
    }

    /// <summary>Row by row.</summary>
    public IReadOnlyList<Picture> Tiles => _tiles;

    /// <summary>The left upper corner of a tile.</summary>
    public (int X, int Y) Place(int tile) => (_columns[tile % _columns.Length], _rows[tile / _columns.Length]);

    public void Replace(int tile, Picture picture) => _tiles[tile] = picture;

    /// <summary>The whole picture: each tile fades in over the first pixels of its overlap, along the rows first.</summary>
    public Picture Combine()
    {
        var whole = new Picture(_width, _height, 3, new byte[checked(_width * _height * 3)]);
        for (int row = 0; row < _rows.Length; row++)
        {
            int height = _tiles[row * _columns.Length].Height;
            var strip = new Picture(_width, height, 3, new byte[checked(_width * height * 3)]);
            for (int column = 0; column < _columns.Length; column++)
            {
                Fade(strip, _tiles[(row * _columns.Length) + column].ToRgb(), _columns[column], 0, _columns[column] == 0 ? 0 : _overlap, alongRows: true);
            }

            Fade(whole, strip, 0, _rows[row], _rows[row] == 0 ? 0 : _overlap, alongRows: false);
        }

        return whole;
    }

    /// <summary>A part of a picture; black where it reaches beyond.</summary>
    public static Picture Crop(Picture picture, int x, int y, int width, int height)
    {
        var part = new Picture(width, height, picture.Channels, new byte[checked(width * height * picture.Channels)]);
        PictureComposition.PasteInPlace(part, picture, -x, -y);
        return part;
    }

    private static int[] Starts(int side, int tile, int overlap)
    {
        int count = Math.Max(1, (int)Math.Ceiling((side - overlap) / (double)(tile - overlap)));
        double step = count > 1 ? (side - tile) / (double)(count - 1) : 0;
        return [.. Enumerable.Range(0, count).Select(i => (int)(i * step) + tile >= side ? side - tile : (int)(i * step))];
    }

    private static void Fade(Picture canvas, Picture top, int x, int y, int fade, bool alongRows)
    {
        for (int row = Math.Max(0, -y); row < top.Height && y + row < canvas.Height; row++)
        {
            for (int column = Math.Max(0, -x); column < top.Width && x + column < canvas.Width; column++)
            {
                int at = alongRows ? column : row, mask = at < fade ? (int)((float)at * 255 / fade) : 255;
                int target = (((y + row) * canvas.Width) + x + column) * 3, source = ((row * top.Width) + column) * 3;
                for (int c = 0; c < 3; c++)
                {
                    // Pillow's DIV255.
                    int sum = (canvas.Pixels[target + c] * (255 - mask)) + (top.Pixels[source + c] * mask) + 128;
                    canvas.Pixels[target + c] = (byte)((sum + (sum >> 8)) >> 8);
                }
            }
        }
    }
}
