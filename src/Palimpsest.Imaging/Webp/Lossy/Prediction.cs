namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>Foretells blocks from the pixels above and at the left (RFC 6386, 12).</summary>
internal static class Prediction
{
    /// <summary>A square of 16 or 8 pixels a side.</summary>
    public static void Square(Plane plane, int x, int y, int side, BlockMode mode)
    {
        byte[] pixels = plane.Pixels;
        int at = plane.At(x, y), above = at - plane.Stride;
        switch (mode)
        {
            case BlockMode.Dc:
                FillSquare(plane, at, side, Mean(plane, x, y, side));
                break;
            case BlockMode.TrueMotion:
                TrueMotion(plane, at, side);
                break;
            case BlockMode.Vertical:
                for (int row = 0; row < side; row++)
                {
                    pixels.AsSpan(above, side).CopyTo(pixels.AsSpan(at + (row * plane.Stride)));
                }

                break;
            default:
                for (int row = 0; row < side; row++)
                {
                    int start = at + (row * plane.Stride);
                    pixels.AsSpan(start, side).Fill(pixels[start - 1]);
                }

                break;
        }
    }

    /// <summary>A block of 4 x 4.</summary>
    /// <param name="right">The four pixels above at its right.</param>
    public static void Block(Plane plane, int x, int y, BlockMode mode, ReadOnlySpan<byte> right)
    {
        int at = plane.At(x, y), stride = plane.Stride;
        switch (mode)
        {
            case BlockMode.Dc:
                int sum = 4;
                for (int i = 0; i < 4; i++)
                {
                    sum += plane.Pixels[at - stride + i] + plane.Pixels[at + (i * stride) - 1];
                }

                FillSquare(plane, at, 4, (byte)(sum >> 3));
                break;
            case BlockMode.TrueMotion:
                TrueMotion(plane, at, 4);
                break;
            default:
                Directional(plane, at, mode, right);
                break;
        }
    }

    /// <summary>
    /// The modes along a direction. The neighbours form one line, from the lowest at the left over the corner to the last at the right:
    /// places 0 to 3 are the left column upwards, 4 is the corner, 5 to 12 the row above.
    /// </summary>
    private static void Directional(Plane plane, int at, BlockMode mode, ReadOnlySpan<byte> right)
    {
        Span<byte> line = stackalloc byte[13];
        int stride = plane.Stride;
        for (int i = 0; i < 4; i++)
        {
            line[3 - i] = plane.Pixels[at + (i * stride) - 1];
        }

        plane.Pixels.AsSpan(at - stride - 1, 5).CopyTo(line[4..]);
        right.CopyTo(line[9..]);
        for (int y = 0; y < 4; y++)
        {
            for (int x = 0; x < 4; x++)
            {
                plane.Pixels[at + (y * stride) + x] = Pixel(line, mode, x, y);
            }
        }
    }

    private static byte Pixel(ReadOnlySpan<byte> line, BlockMode mode, int x, int y)
    {
        const int Corner = 4, Above = 5;
        switch (mode)
        {
            case BlockMode.Vertical:
                return Three(line, Above + x);
            case BlockMode.Horizontal:
                return y < 3 ? Three(line, 3 - y) : Mean(line[1], line[0], line[0]);
            case BlockMode.LeftDown:
                return x + y < 6 ? Three(line, Above + x + y + 1) : Mean(line[11], line[12], line[12]);
            case BlockMode.RightDown:
                return Three(line, Corner + x - y);
            case BlockMode.VerticalRight:
                int steep = (2 * x) - y;
                return steep < -1 ? Three(line, Corner + 1 - y) : (steep & 1) == 0 ? Two(line, Corner + (steep / 2)) : Three(line, Corner + ((steep + 1) / 2));
            case BlockMode.HorizontalDown:
                int flat = (2 * y) - x;
                return flat < -1 ? Three(line, Corner - 1 + x) : (flat & 1) == 0 ? Two(line, Corner - 1 - (flat / 2)) : Three(line, Corner - ((flat + 1) / 2));
            case BlockMode.VerticalLeft:
                return (x, y) switch
                {
                    (3, 2) => Three(line, Above + 5),
                    (3, 3) => Three(line, Above + 6),
                    _ => (y & 1) == 0 ? Two(line, Above + x + (y / 2)) : Three(line, Above + x + (y / 2) + 1),
                };
            default:
                int down = x + (2 * y);
                return down > 5 ? line[0] : down == 5 ? Mean(line[1], line[0], line[0])
                    : (down & 1) == 0 ? Two(line, 2 - (down / 2)) : Three(line, 2 - (down / 2));
        }
    }

    /// <summary>The mean of a place and the next.</summary>
    private static byte Two(ReadOnlySpan<byte> line, int at) => (byte)((line[at] + line[at + 1] + 1) >> 1);

    /// <summary>The weighted mean around a place.</summary>
    private static byte Three(ReadOnlySpan<byte> line, int at) => Mean(line[at - 1], line[at], line[at + 1]);

    private static byte Mean(int a, int b, int c) => (byte)((a + (2 * b) + c + 2) >> 2);

    private static void TrueMotion(Plane plane, int at, int side)
    {
        byte[] pixels = plane.Pixels;
        int above = at - plane.Stride, corner = pixels[above - 1];
        for (int row = 0; row < side; row++)
        {
            int start = at + (row * plane.Stride), difference = pixels[start - 1] - corner;
            for (int i = 0; i < side; i++)
            {
                pixels[start + i] = (byte)Math.Clamp(pixels[above + i] + difference, 0, byte.MaxValue);
            }
        }
    }

    /// <summary>Of the pixels above and at the left that belong to the picture.</summary>
    private static byte Mean(Plane plane, int x, int y, int side)
    {
        int sum = 0, count = 0, at = plane.At(x, y);
        for (int i = 0; i < side; i++)
        {
            sum += (y > 0 ? plane.Pixels[at - plane.Stride + i] : 0) + (x > 0 ? plane.Pixels[at + (i * plane.Stride) - 1] : 0);
        }

        count = side * ((y > 0 ? 1 : 0) + (x > 0 ? 1 : 0));
        return count == 0 ? (byte)128 : (byte)((sum + (count / 2)) / count);
    }

    private static void FillSquare(Plane plane, int at, int side, byte value)
    {
        for (int row = 0; row < side; row++)
        {
            plane.Pixels.AsSpan(at + (row * plane.Stride), side).Fill(value);
        }
    }
}
