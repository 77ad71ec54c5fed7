namespace Palimpsest.Diffusion.Scripts;

/// <summary>Pixels by which outpainting enlarges a picture at each side: the size becomes a multiple of 64, and the surplus is shared.</summary>
internal readonly record struct Margins(int Left, int Right, int Up, int Down)
{
    private const int Multiple = 64;

    public static Margins Of(int width, int height, int pixels, Directions directions)
    {
        (int left, int right) = Share(width, directions.HasFlag(Directions.Left) ? pixels : 0, directions.HasFlag(Directions.Right) ? pixels : 0);
        (int up, int down) = Share(height, directions.HasFlag(Directions.Up) ? pixels : 0, directions.HasFlag(Directions.Down) ? pixels : 0);
        return new Margins(left, right, up, down);
    }

    /// <summary>A side as the canvas has it, whether or not it grows.</summary>
    public static int Padded(int side) => (side + Multiple - 1) / Multiple * Multiple;

    private static (int Before, int After) Share(int side, int before, int after)
    {
        int target = Padded(side + before + after);
        before = before > 0 ? before * (target - side) / (before + after) : 0;
        return (before, after > 0 ? target - side - before : 0);
    }
}
