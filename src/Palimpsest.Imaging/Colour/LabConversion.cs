namespace Palimpsest.Imaging.Colour;

/// <summary>
/// 8-bit L*a*b* as OpenCV 4 has it: L scaled to 0..255, a and b moved by 128; integers all the way, so that results are its bits
/// (float formulas are one level off in 3 % of the values).
/// </summary>
public static class LabConversion
{
    // sRGB to XYZ (ITU-R BT.709 primaries) by rows, and back; the white point D65, with Y = 1.
    private static readonly double[] ToXyz = [0.412453, 0.357580, 0.180423, 0.212671, 0.715160, 0.072169, 0.019334, 0.119193, 0.950227];
    private static readonly double[] FromXyz = [3.240479, -1.53715, -0.498535, -0.969256, 1.875991, 0.041556, 0.055648, -0.204043, 1.057311];
    private static readonly double[] White = [0.950456, 1, 1.088754];

    // Both matrices with the white point taken in, of 12 bits.
    private static readonly int[] Forward = [.. ToXyz.Select((value, i) => Scaled(value / White[i / 3]))];
    private static readonly int[] Backward = [.. FromXyz.Select((value, i) => Scaled(value * White[i % 3]))];

    /// <summary>L, a and b in place of red, green and blue.</summary>
    /// <param name="rgb">3 channels.</param>
    public static Picture ToLab(Picture rgb) => Convert(rgb, ToLab);

    /// <summary>The way back; colours outside of sRGB are cut off at 0 and 255.</summary>
    public static Picture ToRgb(Picture lab) => Convert(lab, ToRgb);

    private delegate void PixelConversion(ReadOnlySpan<byte> source, Span<byte> target);

    private static Picture Convert(Picture picture, PixelConversion convert)
    {
        if (picture.Channels != 3)
        {
            throw new ArgumentException($"The picture has {picture.Channels} channels, not 3.", nameof(picture));
        }

        var pixels = new byte[picture.Pixels.Length];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            convert(picture.Pixels.AsSpan(i, 3), pixels.AsSpan(i, 3));
        }

        return new Picture(picture.Width, picture.Height, 3, pixels);
    }

    private static void ToLab(ReadOnlySpan<byte> rgb, Span<byte> lab)
    {
        int red = LabTables.Linear[rgb[0]], green = LabTables.Linear[rgb[1]], blue = LabTables.Linear[rgb[2]];
        int x = LabTables.Root[Product(Forward, 0, red, green, blue, LabTables.MatrixBits)];
        int y = LabTables.Root[Product(Forward, 3, red, green, blue, LabTables.MatrixBits)];
        int z = LabTables.Root[Product(Forward, 6, red, green, blue, LabTables.MatrixBits)];

        // L = 116 f(Y) - 16 in 255 parts of 100; a = 500 (f(X) - f(Y)); b = 200 (f(Y) - f(Z)).
        const int One = 1 << LabTables.RootBits, Scale = ((116 * 255) + 50) / 100, Shift = -((16 * 255 * One) + 50) / 100;
        lab[0] = Clamp(Descale((Scale * y) + Shift, LabTables.RootBits));
        lab[1] = Clamp(Descale((500 * (x - y)) + (128 * One), LabTables.RootBits));
        lab[2] = Clamp(Descale((200 * (y - z)) + (128 * One), LabTables.RootBits));
    }

    private static void ToRgb(ReadOnlySpan<byte> lab, Span<byte> rgb)
    {
        const int One = 1 << LabTables.BackBits, Bits = LabTables.MatrixBits + LabTables.BackBits - LabTables.InverseLightBits;
        (int y, int root) = LabTables.Lightness[lab[0]];

        // (a - 128) / 500 and (b - 128) / 200, dividing by multiplying.
        int a = (((5 * lab[1] * 53687) + (1 << 7)) >> 13) - (128 * One / 500);
        int b = (((lab[2] * 41943) + (1 << 4)) >> 9) - (128 * One / 200) + 1;
        int x = LabTables.Cubed[root + a - LabTables.LeastRoot], z = LabTables.Cubed[root - b - LabTables.LeastRoot];
        for (int c = 0; c < 3; c++)
        {
            rgb[c] = LabTables.Gamma[Math.Clamp(Product(Backward, 3 * c, x, y, z, Bits), 0, LabTables.Gamma.Length - 1)];
        }
    }

    private static int Product(int[] matrix, int row, int first, int second, int third, int bits) =>
        Descale((matrix[row] * first) + (matrix[row + 1] * second) + (matrix[row + 2] * third), bits);

    private static int Descale(int value, int bits) => (value + (1 << (bits - 1))) >> bits;

    private static int Scaled(double value) => (int)Math.Round(value * (1 << LabTables.MatrixBits), MidpointRounding.ToEven);

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
