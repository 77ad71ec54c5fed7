using System.Buffers.Binary;

namespace Palimpsest.Imaging.Jpeg;

/// <summary>
/// Encodes baseline JPEG files as Pillow does by default: the standard's tables scaled by quality, chroma halved both ways (4:2:0), no
/// restart markers. The files equal Pillow's (libjpeg-turbo) byte for byte.
/// </summary>
public static class JpegEncoder
{
    /// <summary>Largest side that the frame header of a JPEG, and libjpeg, can state.</summary>
    private const int LargestSide = 65500;

    private const int LargestSegment = 65533;

    /// <summary>JFIF 1.01, no density (aspect ratio 1:1), no thumbnail: what libjpeg writes by default.</summary>
    private static readonly byte[] JfifPayload = [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0];

    /// <summary>Encodes a picture.</summary>
    /// <param name="rgbOrGrey">3 or 1 channels.</param>
    /// <param name="quality">1 (smallest file) to 100 (best picture).</param>
    /// <param name="exif">The TIFF structure of an EXIF block, without "Exif\0\0"; at most 65527 bytes.</param>
    /// <param name="keepJfif">
    /// Write the JFIF header beside EXIF, as Pillow does when it saves both. By default EXIF takes its place, as after piexif.insert.
    /// Without EXIF the header is always written.
    /// </param>
    /// <exception cref="PictureException">The picture or the EXIF block is too large for a JPEG, or has other channels.</exception>
    public static byte[] Encode(Picture rgbOrGrey, int quality, byte[]? exif, bool keepJfif = false)
    {
        ArgumentNullException.ThrowIfNull(rgbOrGrey);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (rgbOrGrey.Channels is not (1 or 3))
        {
            throw new PictureException($"A JPEG holds grey or RGB, not {rgbOrGrey.Channels} channels; remove the transparency first or save as PNG.");
        }

        if (rgbOrGrey.Width > LargestSide || rgbOrGrey.Height > LargestSide)
        {
            throw new PictureException($"A JPEG can be at most {LargestSide} pixels a side, not {rgbOrGrey.Width} x {rgbOrGrey.Height}; save as PNG.");
        }

        using var output = new MemoryStream();
        output.Write([0xFF, Marker.StartOfImage]);
        if (exif is null || keepJfif)
        {
            WriteSegment(output, Marker.App0, JfifPayload);
        }

        if (exif is not null)
        {
            WriteSegment(output, Marker.App1, [.. "Exif\0\0"u8, .. exif]);
        }

        WriteTables(output, rgbOrGrey, quality);
        WriteScan(output, rgbOrGrey, quality);
        output.Write([0xFF, Marker.EndOfImage]);
        return output.ToArray();
    }

    /// <summary>Quantisation, frame header, Huffman tables, scan header, in libjpeg's order.</summary>
    private static void WriteTables(MemoryStream output, Picture picture, int quality)
    {
        bool isColour = picture.Channels == 3;
        WriteQuantisation(output, 0, StandardTables.Quantisation(chrominance: false, quality));
        if (isColour)
        {
            WriteQuantisation(output, 1, StandardTables.Quantisation(chrominance: true, quality));
        }

        (byte heightHigh, byte heightLow) = ((byte)(picture.Height >> 8), (byte)picture.Height);
        (byte widthHigh, byte widthLow) = ((byte)(picture.Width >> 8), (byte)picture.Width);
        byte[] size = [8, heightHigh, heightLow, widthHigh, widthLow];
        WriteSegment(output, Marker.BaselineFrame, isColour ? [.. size, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1] : [.. size, 1, 1, 0x11, 0]);

        WriteHuffman(output, 0x00, StandardTables.LuminanceDc);
        WriteHuffman(output, 0x10, StandardTables.LuminanceAc);
        if (isColour)
        {
            WriteHuffman(output, 0x01, StandardTables.ChrominanceDc);
            WriteHuffman(output, 0x11, StandardTables.ChrominanceAc);
        }

        WriteSegment(output, Marker.StartOfScan, isColour ? [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0] : [1, 1, 0x00, 0, 63, 0]);
    }

    private static void WriteScan(MemoryStream output, Picture picture, int quality)
    {
        var bits = new BitWriter(output);
        (int width, int height) = (picture.Width, picture.Height);
        ushort[] lumaSteps = StandardTables.Quantisation(chrominance: false, quality);
        var luma = new EncodedComponent(width, height, lumaSteps, StandardTables.LuminanceDc, StandardTables.LuminanceAc);
        if (picture.Channels == 1)
        {
            FillGrey(picture, luma);
            ForEachUnit(width, height, 8, (x, y) => luma.WriteBlock(bits, x, y));
        }
        else
        {
            ushort[] chromaSteps = StandardTables.Quantisation(chrominance: true, quality);
            EncodedComponent Chroma() => new((width + 1) / 2, (height + 1) / 2, chromaSteps, StandardTables.ChrominanceDc, StandardTables.ChrominanceAc);
            (EncodedComponent cb, EncodedComponent cr) = (Chroma(), Chroma());
            ChromaHalving.Fill(picture, luma, cb, cr);
            ForEachUnit(width, height, 16, (x, y) =>
            {
                luma.WriteBlock(bits, 2 * x, 2 * y);
                luma.WriteBlock(bits, (2 * x) + 1, 2 * y);
                luma.WriteBlock(bits, 2 * x, (2 * y) + 1);
                luma.WriteBlock(bits, (2 * x) + 1, (2 * y) + 1);
                cb.WriteBlock(bits, x, y);
                cr.WriteBlock(bits, x, y);
            });
        }

        bits.Finish();
    }

    private static void FillGrey(Picture picture, EncodedComponent luma)
    {
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<byte> source = picture.Pixels.AsSpan(y * picture.Width, picture.Width);
            Span<byte> row = luma.Row(y);
            source.CopyTo(row);
            row[picture.Width..].Fill(source[^1]);
        }

        luma.PadDown();
    }

    private static void ForEachUnit(int width, int height, int unitSide, Action<int, int> write)
    {
        for (int y = 0; y * unitSide < height; y++)
        {
            for (int x = 0; x * unitSide < width; x++)
            {
                write(x, y);
            }
        }
    }

    private static void WriteQuantisation(MemoryStream output, byte slot, ushort[] steps)
    {
        var payload = new byte[65];
        payload[0] = slot;
        for (int k = 0; k < 64; k++)
        {
            payload[1 + k] = (byte)steps[StandardTables.ZigZag[k]];
        }

        WriteSegment(output, Marker.QuantisationTables, payload);
    }

    private static void WriteHuffman(MemoryStream output, byte classAndSlot, HuffmanCode code) =>
        WriteSegment(output, Marker.HuffmanTables, [classAndSlot, .. code.Counts, .. code.Symbols]);

    private static void WriteSegment(MemoryStream output, byte marker, byte[] payload)
    {
        if (payload.Length > LargestSegment)
        {
            throw new PictureException($"The EXIF block has {payload.Length} bytes; a JPEG segment holds {LargestSegment}. Shorten the generation text or save as PNG.");
        }

        Span<byte> header = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(payload.Length + 2));
        output.Write(header);
        output.Write(payload);
    }
}
