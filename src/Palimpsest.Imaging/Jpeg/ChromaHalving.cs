namespace Palimpsest.Imaging.Jpeg;

/// <summary>Converts an RGB picture to a full luma and two halved chroma components (4:2:0), as the IJG library does by default.</summary>
internal static class ChromaHalving
{
    public static void Fill(Picture picture, EncodedComponent luma, EncodedComponent cb, EncodedComponent cr)
    {
        // Rows long enough for both the luma blocks and twice the chroma blocks.
        int length = Math.Max(luma.Stride, cb.Stride * 2);
        byte[][] lumaRows = [new byte[length], new byte[length]];
        byte[][] cbRows = [new byte[length], new byte[length]];
        byte[][] crRows = [new byte[length], new byte[length]];
        for (int y = 0; y < cb.Height; y++)
        {
            for (int i = 0; i < 2; i++)
            {
                int source = Math.Min((2 * y) + i, picture.Height - 1);
                ConvertRow(picture, source, lumaRows[i], cbRows[i], crRows[i]);
                lumaRows[i].AsSpan(0, luma.Stride).CopyTo(luma.Row(source));
            }

            Halve(cbRows, cb.Row(y));
            Halve(crRows, cr.Row(y));
        }

        luma.PadDown();
        cb.PadDown();
        cr.PadDown();
    }

    private static void ConvertRow(Picture picture, int y, Span<byte> luma, Span<byte> cb, Span<byte> cr)
    {
        int width = picture.Width;
        ReadOnlySpan<byte> rgb = picture.Pixels.AsSpan(y * width * 3, width * 3);
        ColourTransform.FromRgb(rgb, luma[..width], cb[..width], cr[..width]);
        luma[width..].Fill(luma[width - 1]);
        cb[width..].Fill(cb[width - 1]);
        cr[width..].Fill(cr[width - 1]);
    }

    /// <summary>Averages squares of four; halves and quarters are rounded down and up in turn, so that no drift builds up.</summary>
    private static void Halve(byte[][] rows, Span<byte> into)
    {
        for (int x = 0; x < into.Length; x++)
        {
            int sum = rows[0][2 * x] + rows[0][(2 * x) + 1] + rows[1][2 * x] + rows[1][(2 * x) + 1];
            into[x] = (byte)((sum + 1 + (x & 1)) >> 2);
        }
    }
}
