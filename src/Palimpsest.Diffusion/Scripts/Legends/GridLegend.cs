using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts.Legends;

/// <summary>Writes labels above and beside a grid, with margins between its cells, by webui's arithmetic (webui.md 10).</summary>
internal static class GridLegend
{
    /// <param name="grid">RGB.</param>
    /// <param name="width">Of a cell.</param>
    /// <param name="settings">Name the colours.</param>
    public static Picture Draw(Picture grid, int width, int height, IReadOnlyList<GridLabel> columnLabels, IReadOnlyList<GridLabel> rowLabels, int margin, GenerationSettings settings)
    {
        int fontSize = (width + height) / 25, spacing = fontSize / 2;
        var font = new LegendFont(fontSize);
        int padLeft = rowLabels.Sum(label => label.Lines.Sum(line => line.Text.Length)) == 0 ? 0 : width * 3 / 4;
        List<List<Line>> across = [.. columnLabels.Select(label => Wrap(font, label, width))], beside = [.. rowLabels.Select(label => Wrap(font, label, padLeft))];
        List<int> heights = [.. across.Select(lines => lines.Sum(line => line.Height + spacing) - spacing)];
        int padTop = heights.Sum() == 0 ? 0 : heights.Max() + (spacing * 2);
        int columns = grid.Width / width, rows = grid.Height / height;
        var result = Plain(grid.Width + padLeft + (margin * (columns - 1)), grid.Height + padTop + (margin * (rows - 1)), settings.GridBackground);
        for (int cell = 0; cell < columns * rows; cell++)
        {
            (int column, int row) = (cell % columns, cell / columns);
            Picture part = TileGrid.Crop(grid, width * column, height * row, width, height);
            PictureComposition.PasteInPlace(result, part, padLeft + ((width + margin) * column), padTop + ((height + margin) * row));
        }

        for (int column = 0; column < Math.Min(columns, across.Count); column++)
        {
            double x = padLeft + ((width + margin) * column) + (width / 2.0), y = (padTop / 2.0) - (heights[column] / 2.0);
            DrawLines(result, across[column], x, y, width, fontSize, spacing, settings);
        }

        for (int row = 0; row < Math.Min(rows, beside.Count); row++)
        {
            int tall = beside[row].Sum(line => line.Height + spacing) - (spacing * beside[row].Count);
            double y = padTop + ((height + margin) * row) + (height / 2.0) - (tall / 2.0);
            DrawLines(result, beside[row], padLeft / 2.0, y, padLeft, fontSize, spacing, settings);
        }

        return result;
    }

    private static List<Line> Wrap(LegendFont font, GridLabel label, int allowed)
    {
        List<Line> lines = [];
        foreach (GridLine line in label.Lines)
        {
            string current = "";
            List<string> wrapped = [];
            foreach (string word in line.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                string longer = current.Length == 0 ? word : $"{current} {word}";
                if (current.Length > 0 && font.Length(longer) > allowed)
                {
                    wrapped.Add(current);
                    longer = word;
                }

                current = longer;
            }

            wrapped.Add(current);
            lines.AddRange(wrapped.Select(text => new Line(text, line.IsActive, font.Size(text).Height)));
        }

        return lines;
    }

    private static void DrawLines(Picture canvas, List<Line> lines, double centre, double y, int allowed, int fontSize, int spacing, GenerationSettings settings)
    {
        foreach (Line line in lines)
        {
            // A word wider than its place is written smaller; its place keeps the height.
            int size = fontSize;
            while (size > 1 && new LegendFont(size).Size(line.Text).Width > allowed)
            {
                size--;
            }

            var font = new LegendFont(size);
            double middle = y + (line.Height / 2.0);
            font.DrawCentred(canvas, line.Text, centre, middle, line.IsActive ? settings.GridText : settings.GridTextInactive);
            if (!line.IsActive)
            {
                StrikeOut(canvas, centre, middle, font.Size(line.Text).Width, settings.GridTextInactive);
            }

            y += line.Height + spacing;
        }
    }

    /// <summary>Four pixels high.</summary>
    private static void StrikeOut(Picture canvas, double centre, double middle, int width, Rgb colour)
    {
        int left = (int)(centre - (width / 2.0)), top = (int)middle - 2;
        for (int y = Math.Max(0, top); y < Math.Min(canvas.Height, top + 4); y++)
        {
            for (int x = Math.Max(0, left); x < Math.Min(canvas.Width, left + width); x++)
            {
                int at = ((y * canvas.Width) + x) * 3;
                (canvas.Pixels[at], canvas.Pixels[at + 1], canvas.Pixels[at + 2]) = (colour.Red, colour.Green, colour.Blue);
            }
        }
    }

    private static Picture Plain(int width, int height, Rgb colour)
    {
        byte[] pixels = new byte[checked(width * height * 3)];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (colour.Red, colour.Green, colour.Blue);
        }

        return new Picture(width, height, 3, pixels);
    }

    private readonly record struct Line(string Text, bool IsActive, int Height);
}
