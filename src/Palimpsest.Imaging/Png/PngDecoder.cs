using System.IO.Compression;
using Palimpsest.Imaging.Metadata;

namespace Palimpsest.Imaging.Png;

/// <summary>PNG (W3C, third edition): every colour type, depth and interlacing; of an animation the default image.</summary>
public static class PngDecoder
{
    // Deflate's densest code is two bits for 258 bytes.
    private const long MostBytesPerCompressedByte = 1032;

    public static bool Recognizes(ReadOnlySpan<byte> file) => file.StartsWith(PngContents.Signature);

    /// <exception cref="PictureException">Not a PNG file, damaged, cut off, or beyond the limits.</exception>
    public static DecodedPicture Decode(ReadOnlyMemory<byte> file, PictureLimits limits)
    {
        PngContents contents = Parse(file, limits);
        bool isPalette = contents.Header.Kind == SampleKind.Palette;
        return new DecodedPicture(Description(contents), DecodeSamples(contents))
        {
            Palette = isPalette ? contents.Palette : null,
            PaletteAlpha = isPalette ? contents.Transparency : null,
            TransparentColour = TransparentColour(contents),
        };
    }

    /// <summary>What a file says beside its pixels, which are passed over.</summary>
    /// <exception cref="PictureException">Not a PNG file, damaged apart from its pixels, cut off, or beyond the limits.</exception>
    public static PictureDescription Describe(ReadOnlyMemory<byte> file, PictureLimits limits)
    {
        PngContents contents = Parse(file, limits);
        if (contents.IsCutOff)
        {
            // Only the pixels themselves tell whether what is there is enough.
            DecodeSamples(contents);
        }

        return Description(contents);
    }

    private static PngContents Parse(ReadOnlyMemory<byte> file, PictureLimits limits)
    {
        if (!Recognizes(file.Span))
        {
            throw new PictureException("This is not a PNG file: its first eight bytes are not PNG's.");
        }

        PngContents contents = PngContents.Parse(file, limits);
        PngHeader header = contents.Header;
        if (header.Kind == SampleKind.Palette && contents.Palette is not { Length: > 0 })
        {
            throw new PictureException("The PNG file's pixels are palette entries, but it has no palette before them; the file is damaged.");
        }

        // Known before a single byte is set aside for pixels.
        long compressedBytes = contents.ImageData.Sum(chunk => (long)chunk.Length);
        return header.RawBytes <= compressedBytes * MostBytesPerCompressedByte ? contents : throw new PictureException(
            $"The PNG header promises {header.Width} × {header.Height} pixels, but the {compressedBytes} bytes of picture data cannot hold them; get a complete copy of the file.");
    }

    private static PictureDescription Description(PngContents contents) => new()
    {
        Format = PictureFormat.Png,
        Width = contents.Header.Width,
        Height = contents.Header.Height,
        Kind = contents.Header.Kind,
        Depth = contents.Header.Depth,
        Texts = contents.Texts,
        Exif = contents.Exif,
        Orientation = FindOrientation(contents),
        Frames = contents.Frames,
    };

    private static ushort[]? TransparentColour(PngContents contents)
    {
        if (contents.Transparency is not { } bytes || contents.Header.Kind is not (SampleKind.Grey or SampleKind.Rgb))
        {
            return null;
        }

        int channels = contents.Header.Channels;
        if (bytes.Length < 2 * channels)
        {
            throw new PictureException($"The PNG chunk tRNS has {bytes.Length} bytes, but naming the transparent colour takes {2 * channels}; the file is damaged.");
        }

        var colour = new ushort[channels];
        for (int i = 0; i < channels; i++)
        {
            colour[i] = (ushort)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
        }

        return colour;
    }

    private static int FindOrientation(PngContents contents)
    {
        int? fromExif = contents.Exif is { } exif ? Exif.FindOrientation(exif) : null;
        return fromExif ?? Xmp.FindOrientation(contents.Texts) ?? 1;
    }

    private static byte[] DecodeSamples(PngContents contents)
    {
        PngHeader header = contents.Header;
        long sampleBytes = (long)header.Width * header.Height * header.Channels * (header.Depth == 16 ? 2 : 1);
        if (sampleBytes > Array.MaxLength)
        {
            throw new PictureException($"The picture's samples take {sampleBytes} bytes, more than {Array.MaxLength}; make it smaller or store it at 8 bits first.");
        }

        var samples = new byte[sampleBytes];
        using var rows = new ZLibStream(new PngImageData(contents.ImageData), CompressionMode.Decompress);
        try
        {
            foreach (PngPass pass in PngPass.Of(header))
            {
                DecodePass(rows, header, pass, samples);
            }

            // zlib checks its sum when it comes to the end; surplus data are left alone, however many there are.
            rows.ReadByte();
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new PictureException("The PNG file's compressed picture data are damaged; get another copy of the file.", error);
        }

        return samples;
    }

    private static void DecodePass(Stream rows, PngHeader header, PngPass pass, byte[] samples)
    {
        int rowBytes = (int)header.RowBytes(pass.Width), step = Math.Max(1, header.BitsPerPixel / 8);
        byte[] current = new byte[1 + rowBytes], above = new byte[1 + rowBytes];
        for (int y = 0; y < pass.Height; y++)
        {
            if (rows.ReadAtLeast(current, current.Length, throwOnEndOfStream: false) < current.Length)
            {
                throw new PictureException($"The PNG file's picture data end in row {pass.StartY + (long)y * pass.StepY} of {header.Height}; get a complete copy of the file.");
            }

            if (!PngFilter.TryUndoInPlace(current[0], current.AsSpan(1), above.AsSpan(1), step))
            {
                throw new PictureException($"Row {pass.StartY + (long)y * pass.StepY} of the PNG file has filter {current[0]}, which PNG does not define; the file is damaged.");
            }

            StoreRow(current.AsSpan(1), header, pass, pass.StartY + y * pass.StepY, samples);
            (current, above) = (above, current);
        }
    }

    /// <summary>Puts a pass's row where its pixels belong, one byte a sample below 16 bits.</summary>
    private static void StoreRow(ReadOnlySpan<byte> row, PngHeader header, PngPass pass, int y, byte[] samples)
    {
        int pixelBytes = header.Channels * (header.Depth == 16 ? 2 : 1);
        int target = (int)(((long)y * header.Width + pass.StartX) * pixelBytes), targetStep = pass.StepX * pixelBytes;
        if (header.Depth < 8)
        {
            int mask = (1 << header.Depth) - 1, perByte = 8 / header.Depth;
            for (int x = 0; x < pass.Width; x++, target += targetStep)
            {
                samples[target] = (byte)(row[x / perByte] >> (8 - header.Depth * (1 + x % perByte)) & mask);
            }
        }
        else if (pass.StepX == 1)
        {
            row.CopyTo(samples.AsSpan(target));
        }
        else
        {
            for (int x = 0; x < pass.Width; x++, target += targetStep)
            {
                row.Slice(x * pixelBytes, pixelBytes).CopyTo(samples.AsSpan(target));
            }
        }
    }
}
