namespace Palimpsest.Imaging.Webp.Lossless;

/// <summary>WebP's lossless pictures, VP8L (RFC 9649, 3).</summary>
internal static class LosslessDecoder
{
    private const int HeaderBytes = 5;

    /// <summary>RGBA, [height, width, 4], of a picture whose header was read.</summary>
    /// <exception cref="PictureException">Damaged or cut off.</exception>
    public static byte[] Decode(ReadOnlyMemory<byte> data, int width, int height)
    {
        uint[] pixels = Pixels(data.Span[HeaderBytes..], width, height);
        var rgba = new byte[checked(pixels.Length * 4)];
        for (int i = 0; i < pixels.Length; i++)
        {
            uint pixel = pixels[i];
            (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2], rgba[(4 * i) + 3]) = ((byte)(pixel >> 16), (byte)(pixel >> 8), (byte)pixel, (byte)(pixel >> 24));
        }

        return rgba;
    }

    /// <summary>The green of a picture without header, [height, width]: another picture's alpha.</summary>
    /// <exception cref="PictureException">Damaged or cut off.</exception>
    public static byte[] DecodeGreen(ReadOnlyMemory<byte> data, int width, int height)
    {
        uint[] pixels = Pixels(data.Span, width, height);
        var green = new byte[pixels.Length];
        for (int i = 0; i < green.Length; i++)
        {
            green[i] = (byte)(pixels[i] >> 8);
        }

        return green;
    }

    private static uint[] Pixels(ReadOnlySpan<byte> data, int width, int height)
    {
        var bits = new LosslessBits(data);
        var transforms = new Stack<LosslessTransform>();
        int coded = width;
        while (bits.ReadFlag())
        {
            var transform = LosslessTransform.Read(ref bits, coded, height);
            if (transforms.Any(other => other.Kind == transform.Kind))
            {
                throw new PictureException("The WebP file's lossless picture is transformed twice in the same way; the file is damaged.");
            }

            transforms.Push(transform);
            coded = transform.CodedWidth;
        }

        uint[] pixels = EntropyImage.Decode(ref bits, coded, height, isWhole: true);
        return transforms.Aggregate(pixels, (transformed, transform) => transform.Undo(transformed));
    }
}
