using System.Buffers.Binary;

namespace Palimpsest.Imaging.Png;

/// <summary>The IHDR chunk (PNG specification, 11.2.1).</summary>
internal readonly record struct PngHeader(int Width, int Height, int Depth, SampleKind Kind, bool IsInterlaced)
{
    private const int Bytes = 13;

    public int Channels => Kind switch
    {
        SampleKind.GreyAlpha => 2,
        SampleKind.Rgb => 3,
        SampleKind.Rgba => 4,
        _ => 1,
    };

    public int BitsPerPixel => Channels * Depth;

    /// <summary>Bytes of <paramref name="pixels"/> pixels of a row, as stored.</summary>
    public long RowBytes(int pixels) => ((long)pixels * BitsPerPixel + 7) / 8;

    /// <summary>Bytes the whole picture takes before compression: in each pass each row and the byte that names its filter.</summary>
    public long RawBytes
    {
        get
        {
            long bytes = 0;
            foreach (PngPass pass in PngPass.Of(this))
            {
                bytes += pass.Height * (1 + RowBytes(pass.Width));
            }

            return bytes;
        }
    }

    public static PngHeader Parse(ReadOnlySpan<byte> data, PictureLimits limits)
    {
        if (data.Length != Bytes)
        {
            throw new PictureException($"The PNG header has {data.Length} bytes instead of {Bytes}; the file is damaged.");
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(data), height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width == 0 || height == 0)
        {
            throw new PictureException($"The PNG header says {width} × {height} pixels; the file is damaged.");
        }

        if ((ulong)width * height > (ulong)limits.MaxPixels || width > int.MaxValue || height > int.MaxValue)
        {
            throw new PictureException($"The picture has {width} × {height} pixels, more than the {limits.MaxPixels} allowed; make it smaller first.");
        }

        int depth = data[8], colourType = data[9], compression = data[10], filter = data[11], interlace = data[12];
        SampleKind? kind = (colourType, depth) switch
        {
            (0, 1 or 2 or 4 or 8 or 16) => SampleKind.Grey,
            (2, 8 or 16) => SampleKind.Rgb,
            (3, 1 or 2 or 4 or 8) => SampleKind.Palette,
            (4, 8 or 16) => SampleKind.GreyAlpha,
            (6, 8 or 16) => SampleKind.Rgba,
            _ => null,
        };
        if (kind is null || compression != 0 || filter != 0 || interlace > 1)
        {
            throw new PictureException(
                $"The PNG header asks for colour type {colourType} at {depth} bits, compression {compression}, filter method {filter}, interlace {interlace}, "
                + "which PNG does not define; the file is damaged or newer than this program.");
        }

        return new PngHeader((int)width, (int)height, depth, kind.Value, interlace == 1);
    }
}
