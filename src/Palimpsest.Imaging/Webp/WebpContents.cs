using System.Buffers.Binary;
using System.Text;

namespace Palimpsest.Imaging.Webp;

/// <summary>The parts of a WebP file that a still picture needs.</summary>
internal sealed class WebpContents
{
    private const int HeaderBytes = 12, ChunkHeader = 8, ExtendedBytes = 10, AnimationFrameBytes = 16;
    private const byte AnimationFlag = 0x02, AlphaFlag = 0x10;

    private WebpContents()
    {
    }

    /// <summary>Of the canvas.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    public bool HasAlpha { get; private set; }

    public WebpFrame Frame { get; private set; }

    public WebpBitstream Bitstream { get; private set; }

    /// <summary>The payload of the picture's alpha chunk; null when it has none.</summary>
    public ReadOnlyMemory<byte>? Alpha { get; private set; }

    public byte[]? Exif { get; private set; }

    public int Frames { get; private set; } = 1;

    /// <exception cref="PictureException">Damaged, cut off, or beyond the limits.</exception>
    public static WebpContents Parse(ReadOnlyMemory<byte> file, PictureLimits limits)
    {
        if (!WebpDecoder.Recognizes(file.Span))
        {
            throw new PictureException("This is not a WebP file: it does not begin with RIFF and WEBP.");
        }

        var contents = new WebpContents();
        uint declared = BinaryPrimitives.ReadUInt32LittleEndian(file.Span[4..]);
        int length = (int)Math.Min(file.Length, (long)declared + ChunkHeader);
        List<(string Name, ReadOnlyMemory<byte> Data)> chunks = Chunks(file[HeaderBytes..Math.Max(HeaderBytes, length)]);
        if (chunks.Count > 0 && chunks[0].Name == "VP8X")
        {
            contents.ReadExtended(chunks, limits);
        }
        else
        {
            contents.ReadPicture(chunks);
            (contents.Width, contents.Height, contents.HasAlpha) = contents.Bitstream.ReadHeader();
            CheckSize(contents.Width, contents.Height, limits);
            contents.Frame = new WebpFrame(0, 0, contents.Width, contents.Height);
        }

        return contents;
    }

    /// <summary>The chunks up to the first that is cut off; that one too if it is a picture, so that its own reader says so.</summary>
    private static List<(string Name, ReadOnlyMemory<byte> Data)> Chunks(ReadOnlyMemory<byte> body)
    {
        var chunks = new List<(string Name, ReadOnlyMemory<byte> Data)>();
        while (body.Length >= ChunkHeader)
        {
            string name = Encoding.Latin1.GetString(body.Span[..4]);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(body.Span[4..]);
            body = body[ChunkHeader..];
            if (size > body.Length)
            {
                throw new PictureException($"The WebP file ends within its chunk '{name}': {size} bytes are declared, {body.Length} are there; get a complete copy of it.");
            }

            chunks.Add((name, body[..(int)size]));
            body = body[(int)Math.Min(body.Length, size + (size & 1))..];
        }

        return chunks;
    }

    private static void CheckSize(int width, int height, PictureLimits limits)
    {
        if ((long)width * height > limits.MaxPixels)
        {
            throw new PictureException($"The WebP file declares {width} × {height} pixels, more than the {limits.MaxPixels} allowed; use a smaller picture.");
        }
    }

    private static int Integer24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private void ReadExtended(List<(string Name, ReadOnlyMemory<byte> Data)> chunks, PictureLimits limits)
    {
        ReadOnlySpan<byte> header = chunks[0].Data.Span;
        if (header.Length < ExtendedBytes)
        {
            throw new PictureException($"The WebP file's chunk VP8X has {header.Length} bytes instead of {ExtendedBytes}; the file is damaged.");
        }

        (Width, Height) = (Integer24(header[4..]) + 1, Integer24(header[7..]) + 1);
        CheckSize(Width, Height, limits);
        HasAlpha = (header[0] & AlphaFlag) != 0;
        Exif = ExifOf(chunks);
        if ((header[0] & AnimationFlag) == 0)
        {
            ReadPicture(chunks);
            (int width, int height, _) = Bitstream.ReadHeader();
            Frame = (width, height) == (Width, Height)
                ? new WebpFrame(0, 0, width, height)
                : throw new PictureException($"The WebP file declares {Width} × {Height} pixels, and its picture has {width} × {height}; the file is damaged.");
            return;
        }

        Frames = Math.Max(1, chunks.Count(chunk => chunk.Name == "ANMF"));
        ReadAnimationFrame(chunks.Find(chunk => chunk.Name == "ANMF").Data);
    }

    private void ReadAnimationFrame(ReadOnlyMemory<byte> data)
    {
        if (data.Length < AnimationFrameBytes)
        {
            throw new PictureException("The WebP file is an animation without frames; the file is damaged.");
        }

        ReadOnlySpan<byte> header = data.Span;
        Frame = new WebpFrame(2 * Integer24(header), 2 * Integer24(header[3..]), Integer24(header[6..]) + 1, Integer24(header[9..]) + 1);
        ReadPicture(Chunks(data[AnimationFrameBytes..]));
        (int width, int height, _) = Bitstream.ReadHeader();
        if ((width, height) != (Frame.Width, Frame.Height) || (long)Frame.X + width > Width || (long)Frame.Y + height > Height)
        {
            throw new PictureException(
                $"The WebP animation's first frame has {width} × {height} pixels at ({Frame.X}, {Frame.Y}), declared as {Frame.Width} × {Frame.Height} on a canvas of {Width} × {Height}; the file is damaged.");
        }
    }

    private void ReadPicture(List<(string Name, ReadOnlyMemory<byte> Data)> chunks)
    {
        int at = chunks.FindIndex(chunk => chunk.Name is "VP8 " or "VP8L");
        if (at < 0)
        {
            throw new PictureException("The WebP file holds no picture; get a complete copy of it.");
        }

        Bitstream = new WebpBitstream(chunks[at].Name == "VP8L", chunks[at].Data);
        int alpha = chunks.FindIndex(0, at, chunk => chunk.Name == "ALPH");
        Alpha = alpha < 0 ? (ReadOnlyMemory<byte>?)null : chunks[alpha].Data;
    }

    /// <summary>The EXIF data from their byte-order mark on; some programs write JPEG's prefix before them.</summary>
    private static byte[]? ExifOf(List<(string Name, ReadOnlyMemory<byte> Data)> chunks)
    {
        int at = chunks.FindIndex(chunk => chunk.Name == "EXIF");
        if (at < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> data = chunks[at].Data.Span;
        return (data.StartsWith("Exif\0\0"u8) ? data[6..] : data).ToArray();
    }
}
