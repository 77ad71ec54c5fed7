namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>Smooths the edges of blocks (RFC 6386, 15), macroblock by macroblock once the whole picture stands.</summary>
internal sealed class LoopFilter(FrameHeader header, int columns, int rows)
{
    private const int Side = 16, ChromaSide = 8, MostLevel = 63;

    private readonly (byte Level, bool WithInner)[] _blocks = new (byte, bool)[columns * rows];

    /// <summary>Notes how a macroblock is to be filtered.</summary>
    public void Note(Macroblock block, int column, int row)
    {
        int level = header.LevelOf(block.Segment) + header.LevelDelta.All + (block.IsSplit ? header.LevelDelta.Split : 0);
        _blocks[(row * columns) + column] = ((byte)Math.Clamp(level, 0, MostLevel), block.IsSplit || !block.IsEmpty);
    }

    public void Apply(Plane luma, Plane u, Plane v)
    {
        if (header.FilterLevel == 0)
        {
            return;
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                (byte level, bool withInner) = _blocks[(row * columns) + column];
                if (level > 0)
                {
                    Filter(luma, column, row, Side, level, withInner);
                    if (!header.IsSimpleFilter)
                    {
                        Filter(u, column, row, ChromaSide, level, withInner);
                        Filter(v, column, row, ChromaSide, level, withInner);
                    }
                }
            }
        }
    }

    private void Filter(Plane plane, int column, int row, int side, int level, bool withInner)
    {
        int inner = InnerLimit(level), limit = (2 * level) + inner, variance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
        int at = plane.At(column * side, row * side), stride = plane.Stride;
        var edges = new EdgeFilter(plane.Pixels, header.IsSimpleFilter, inner, variance);
        if (column > 0)
        {
            edges.OfMacroblock(at, step: 1, along: stride, side, limit + 4);
        }

        for (int i = 4; withInner && i < side; i += 4)
        {
            edges.Within(at + i, step: 1, along: stride, side, limit);
        }

        if (row > 0)
        {
            edges.OfMacroblock(at, step: stride, along: 1, side, limit + 4);
        }

        for (int i = 4; withInner && i < side; i += 4)
        {
            edges.Within(at + (i * stride), step: stride, along: 1, side, limit);
        }
    }

    private int InnerLimit(int level)
    {
        int limit = level;
        if (header.Sharpness > 0)
        {
            limit >>= header.Sharpness > 4 ? 2 : 1;
            limit = Math.Min(limit, 9 - header.Sharpness);
        }

        return Math.Max(limit, 1);
    }
}
