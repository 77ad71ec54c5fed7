using Palimpsest.Imaging.Webp.Lossless;

namespace Palimpsest.Imaging.Webp;

/// <summary>The chunk ALPH: the alpha of a lossy picture, plain or as the green of a lossless one, with a prediction of each value.</summary>
internal static class AlphaPlane
{
    private const int None = 0, Horizontal = 1, Vertical = 2;

    /// <returns>[height, width].</returns>
    /// <exception cref="PictureException">Damaged or cut off.</exception>
    public static byte[] Decode(ReadOnlyMemory<byte> chunk, int width, int height)
    {
        if (chunk.IsEmpty)
        {
            throw new PictureException("The WebP file's alpha is empty; the file is damaged.");
        }

        int header = chunk.Span[0], method = header & 3, filter = (header >> 2) & 3;
        byte[] alpha = method switch
        {
            0 => Plain(chunk[1..], checked(width * height)),
            1 => LosslessDecoder.DecodeGreen(chunk[1..], width, height),
            _ => throw new PictureException($"The WebP file's alpha is packed by the method {method}, and only 0 and 1 exist; the file is damaged."),
        };
        UndoFilter(alpha, width, filter);
        return alpha;
    }

    private static byte[] Plain(ReadOnlyMemory<byte> data, int count) => data.Length >= count
        ? data[..count].ToArray()
        : throw new PictureException($"The WebP file's alpha has {data.Length} bytes for {count} pixels; get a complete copy of it.");

    private static void UndoFilter(byte[] alpha, int width, int filter)
    {
        if (filter == None)
        {
            return;
        }

        for (int i = 0; i < alpha.Length; i++)
        {
            int x = i % width;
            bool isTop = i < width;
            int left = x > 0 ? alpha[i - 1] : isTop ? 0 : alpha[i - width];
            int predicted = isTop || filter == Horizontal || x == 0 ? left
                : filter == Vertical ? alpha[i - width]
                : Math.Clamp(left + alpha[i - width] - alpha[i - width - 1], 0, byte.MaxValue);
            alpha[i] += (byte)predicted;
        }
    }
}
