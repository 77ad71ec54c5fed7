namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>VP8's inverse transforms, exact in integers (RFC 6386, 14).</summary>
internal static class InverseTransform
{
    /// <summary>The first coefficients of luma's 16 blocks, from a block of their own.</summary>
    /// <param name="coefficients">Of luma, [16, 16]; the first of each is written.</param>
    public static void WalshHadamard(ReadOnlySpan<short> second, Span<short> coefficients)
    {
        Span<int> columns = stackalloc int[16];
        for (int i = 0; i < 4; i++)
        {
            int a = second[i] + second[12 + i], b = second[4 + i] + second[8 + i], c = second[4 + i] - second[8 + i], d = second[i] - second[12 + i];
            (columns[i], columns[4 + i], columns[8 + i], columns[12 + i]) = (a + b, d + c, a - b, d - c);
        }

        for (int i = 0; i < 4; i++)
        {
            Span<int> row = columns.Slice(4 * i, 4);
            int dc = row[0] + 3, a = dc + row[3], b = row[1] + row[2], c = row[1] - row[2], d = dc - row[3];
            Span<short> blocks = coefficients[(4 * i * Macroblock.BlockSize)..];
            blocks[0] = (short)((a + b) >> 3);
            blocks[Macroblock.BlockSize] = (short)((d + c) >> 3);
            blocks[2 * Macroblock.BlockSize] = (short)((a - b) >> 3);
            blocks[3 * Macroblock.BlockSize] = (short)((d - c) >> 3);
        }
    }

    /// <summary>Adds a block of 4 x 4 to what was foretold.</summary>
    /// <param name="pixels">From the block's first pixel on.</param>
    public static void AddCosine(ReadOnlySpan<short> block, Span<byte> pixels, int stride)
    {
        Span<int> columns = stackalloc int[16];
        for (int i = 0; i < 4; i++)
        {
            int a = block[i] + block[8 + i], b = block[i] - block[8 + i];
            int c = Sine(block[4 + i]) - Cosine(block[12 + i]), d = Cosine(block[4 + i]) + Sine(block[12 + i]);
            (columns[4 * i], columns[(4 * i) + 1], columns[(4 * i) + 2], columns[(4 * i) + 3]) = (a + d, b + c, b - c, a - d);
        }

        for (int y = 0; y < 4; y++)
        {
            int dc = columns[y] + 4, a = dc + columns[8 + y], b = dc - columns[8 + y];
            int c = Sine(columns[4 + y]) - Cosine(columns[12 + y]), d = Cosine(columns[4 + y]) + Sine(columns[12 + y]);
            Span<byte> row = pixels[(y * stride)..];
            row[0] = Clamped(row[0] + ((a + d) >> 3));
            row[1] = Clamped(row[1] + ((b + c) >> 3));
            row[2] = Clamped(row[2] + ((b - c) >> 3));
            row[3] = Clamped(row[3] + ((a - d) >> 3));
        }
    }

    /// <summary>Times the square root of 2 and the cosine of an eighth of a half turn, in 16 bits.</summary>
    private static int Cosine(int value) => value + ((value * 20091) >> 16);

    private static int Sine(int value) => (value * 35468) >> 16;

    private static byte Clamped(int value) => (byte)Math.Clamp(value, 0, byte.MaxValue);
}
