namespace Palimpsest.Imaging;

/// <summary>Several pictures in one, row by row (webui.md 10).</summary>
public static class PictureGrid
{
    /// <summary>webui's n_rows -1: as many rows as columns, as nearly as can be; half rows are rounded to even.</summary>
    /// <param name="withoutGaps">The largest number of rows, up to that, that leaves no cell empty (grid_prevent_empty_spots).</param>
    public static int AutomaticRows(int count, bool withoutGaps = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        double root = Math.Sqrt(count);
        if (!withoutGaps)
        {
            return (int)Math.Round(root, MidpointRounding.ToEven);
        }

        int rows = (int)root;
        while (count % rows != 0)
        {
            rows--;
        }

        return rows;
    }

    /// <summary>The grid, RGB. Cells are as large as the largest picture; smaller ones stand in their middle.</summary>
    /// <param name="rows">At least 1; more than there are pictures count as that many.</param>
    public static Picture Of(IReadOnlyList<Picture> pictures, int rows, Rgb background)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pictures.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        rows = Math.Min(rows, pictures.Count);
        int columns = (pictures.Count + rows - 1) / rows, width = pictures.Max(picture => picture.Width), height = pictures.Max(picture => picture.Height);
        var pixels = new byte[checked(columns * width * rows * height * 3)];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (background.Red, background.Green, background.Blue);
        }

        for (int i = 0; i < pictures.Count; i++)
        {
            Picture rgb = pictures[i].ToRgb();
            int left = (i % columns * width) + ((width - rgb.Width) / 2), top = (i / columns * height) + ((height - rgb.Height) / 2);
            for (int y = 0; y < rgb.Height; y++)
            {
                rgb.Pixels.AsSpan(y * rgb.Width * 3, rgb.Width * 3).CopyTo(pixels.AsSpan((((top + y) * columns * width) + left) * 3));
            }
        }

        return new Picture(columns * width, rows * height, 3, pixels);
    }
}
