namespace Palimpsest.Imaging.Webp.Lossy;

/// <summary>
/// From a picture with a quarter of its chroma to RGBA as libwebp makes it: each pixel's chroma is the mean of the four nearest, weighted 9, 3, 3, 1, and colours
/// are computed in 14 bits.
/// </summary>
internal static class ChromaUpsampling
{
    public static byte[] ToRgba(Plane luma, Plane u, Plane v, int width, int height)
    {
        var rgba = new byte[checked(width * height * 4)];
        int chromaRows = (height + 1) / 2;
        for (int y = 0; y < height; y++)
        {
            int near = y / 2, far = Math.Clamp((y & 1) == 0 ? near - 1 : near + 1, 0, chromaRows - 1);
            Row(
                luma.Pixels.AsSpan(luma.At(0, y), width),
                new ChromaRows(u.Pixels.AsSpan(u.At(0, near)), u.Pixels.AsSpan(u.At(0, far))),
                new ChromaRows(v.Pixels.AsSpan(v.At(0, near)), v.Pixels.AsSpan(v.At(0, far))),
                rgba.AsSpan(y * width * 4, width * 4));
        }

        return rgba;
    }

    private static void Row(ReadOnlySpan<byte> luma, ChromaRows u, ChromaRows v, Span<byte> rgba)
    {
        for (int x = 0; x < luma.Length; x++)
        {
            // The first pixel, and the last of an even row, have no second column beside them.
            bool isEdge = x == 0 || (x == luma.Length - 1 && (x & 1) == 1);
            int near = x / 2, far = isEdge ? near : (x & 1) == 0 ? near - 1 : near + 1;
            Write(rgba[(4 * x)..], luma[x], u.At(near, far), v.At(near, far));
        }
    }

    private static void Write(Span<byte> pixel, int y, int u, int v)
    {
        int bright = Times(y, 19077);
        pixel[0] = Clamped(bright + Times(v, 26149) - 14234);
        pixel[1] = Clamped(bright - Times(u, 6419) - Times(v, 13320) + 8708);
        pixel[2] = Clamped(bright + Times(u, 33050) - 17685);
        pixel[3] = byte.MaxValue;
    }

    private static int Times(int value, int factor) => (value * factor) >> 8;

    private static byte Clamped(int value) => (byte)Math.Clamp(value >> 6, 0, byte.MaxValue);

    /// <summary>The rows of chroma nearest to a row of pixels.</summary>
    private readonly ref struct ChromaRows(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far)
    {
        private readonly ReadOnlySpan<byte> _near = near;
        private readonly ReadOnlySpan<byte> _far = far;

        /// <summary>libwebp's order of roundings: first the mean of the diagonal with all four, then that with the nearest.</summary>
        /// <param name="column">The nearest.</param>
        /// <param name="other">The second nearest; the same where there is none.</param>
        public int At(int column, int other)
        {
            if (column == other)
            {
                return ((3 * _near[column]) + _far[column] + 2) >> 2;
            }

            int all = _near[column] + _near[other] + _far[column] + _far[other] + 8;
            int diagonal = (all + (2 * (_near[other] + _far[column]))) >> 3;
            return (diagonal + _near[column]) >> 1;
        }
    }
}
