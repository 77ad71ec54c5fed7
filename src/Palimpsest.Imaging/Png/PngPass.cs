namespace Palimpsest.Imaging.Png;

/// <summary>
/// The part of a picture that is stored together: all of it, or one of the seven passes of Adam7 (PNG specification, 8.2), which holds
/// every <see cref="StepX"/>-th pixel of every <see cref="StepY"/>-th row.
/// </summary>
internal readonly record struct PngPass(int Width, int Height, int StartX, int StartY, int StepX, int StepY)
{
    private static readonly (int StartX, int StartY, int StepX, int StepY)[] Adam7 =
    [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ];

    /// <summary>The passes in file order, without empty ones.</summary>
    public static List<PngPass> Of(PngHeader header)
    {
        if (!header.IsInterlaced)
        {
            return [new PngPass(header.Width, header.Height, 0, 0, 1, 1)];
        }

        var passes = new List<PngPass>(Adam7.Length);
        foreach ((int startX, int startY, int stepX, int stepY) in Adam7)
        {
            int width = (int)(((long)header.Width - startX + stepX - 1) / stepX), height = (int)(((long)header.Height - startY + stepY - 1) / stepY);
            if (width > 0 && height > 0)
            {
                passes.Add(new PngPass(width, height, startX, startY, stepX, stepY));
            }
        }

        return passes;
    }
}
