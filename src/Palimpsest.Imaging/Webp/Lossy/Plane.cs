namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>One of a picture's planes with the borders that prediction sees: 127 above, 129 at the left, and some pixels more at the right.</summary>
internal sealed class Plane
{
    private const byte Above = 127, Left = 129;
    private const int RightBorder = 4;

    /// <param name="width">Of whole macroblocks.</param>
    public Plane(int width, int height)
    {
        (Width, Height, Stride) = (width, height, width + 1 + RightBorder);
        Pixels = new byte[checked(Stride * (height + 1))];
        Pixels.AsSpan(0, Stride).Fill(Above);
        for (int y = 0; y < height; y++)
        {
            Pixels[At(-1, y)] = Left;
        }
    }

    public int Width { get; }

    public int Height { get; }

    public int Stride { get; }

    public byte[] Pixels { get; }

    /// <summary>The index of a pixel; a column and a row of -1 are the borders.</summary>
    public int At(int x, int y) => ((y + 1) * Stride) + x + 1;
}
