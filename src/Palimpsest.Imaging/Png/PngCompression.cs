using System.IO.Compression;

namespace Palimpsest.Imaging.Png;

/// <summary>Filters and deflates the rows of a picture.</summary>
internal static class PngCompression
{
    // Measured on the six reference pictures against Pillow's level 6: .NET's zlib reaches 93 to 100 % of its bytes at level 7 with the
    // strategy meant for filtered data, up to 173 % at level 6, and at level 8 one percent less for twice the time.
    private static readonly ZLibCompressionOptions Options = new()
    {
        CompressionLevel = 7,
        CompressionStrategy = ZLibCompressionStrategy.Filtered,
    };

    /// <summary>The picture as one zlib stream of filtered rows.</summary>
    /// <exception cref="PictureException">The result passes 2 GB.</exception>
    public static byte[] Compress(Picture picture)
    {
        using var compressed = new MemoryStream();
        try
        {
            using var deflater = new ZLibStream(compressed, Options, leaveOpen: true);
            WriteRows(picture, deflater);
        }
        catch (IOException error)
        {
            throw new PictureException($"The picture of {picture.Width} × {picture.Height} pixels is too large for one PNG file; make it smaller.", error);
        }

        return compressed.ToArray();
    }

    /// <summary>
    /// Each row with the filter whose result, taken as signed bytes, has the smallest sum of magnitudes (PNG specification, 12.7).
    /// </summary>
    private static void WriteRows(Picture picture, Stream deflater)
    {
        int rowBytes = picture.Width * picture.Channels;
        ReadOnlySpan<byte> above = new byte[rowBytes];
        byte[] best = new byte[1 + rowBytes], candidate = new byte[1 + rowBytes];
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<byte> row = picture.Pixels.AsSpan(y * rowBytes, rowBytes);
            long least = long.MaxValue;
            for (int filter = 0; filter < PngFilter.Count; filter++)
            {
                candidate[0] = (byte)filter;
                PngFilter.ApplyInto(filter, row, above, picture.Channels, candidate.AsSpan(1));
                long cost = Cost(candidate.AsSpan(1));
                if (cost < least)
                {
                    least = cost;
                    (best, candidate) = (candidate, best);
                }
            }

            deflater.Write(best);
            above = row;
        }
    }

    private static long Cost(ReadOnlySpan<byte> filtered)
    {
        long sum = 0;
        foreach (byte value in filtered)
        {
            sum += Math.Abs((int)(sbyte)value);
        }

        return sum;
    }
}
