using System.Buffers.Binary;
using System.Text;

namespace Palimpsest.Imaging.Png;

/// <summary>
/// The chunks of a PNG file, checked and sorted. Damage before or in the picture data is an error, except that the check value of the picture
/// data themselves is left to zlib's own; damage behind them only ends the reading (as Pillow does: the picture is complete by then).
/// </summary>
internal sealed class PngContents
{
    private const int TypeBytes = 4, LengthBytes = 4, CrcBytes = 4;
    private readonly List<ReadOnlyMemory<byte>> _imageData = [];
    private readonly PngTextReader _texts;
    private readonly PictureLimits _limits;
    private PngHeader? _header;
    private bool _frameControlBeforeImage;
    private int _animationFrames;

    private PngContents(PictureLimits limits)
    {
        _limits = limits;
        _texts = new PngTextReader(limits);
    }

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public PngHeader Header => _header!.Value;

    /// <summary>PLTE: red, green, blue of each entry.</summary>
    public byte[]? Palette { get; private set; }

    /// <summary>tRNS, as stored.</summary>
    public byte[]? Transparency { get; private set; }

    public byte[]? Exif { get; private set; }

    public IReadOnlyList<ReadOnlyMemory<byte>> ImageData => _imageData;

    /// <summary>The file ends within the picture data; what is there of them may be enough all the same.</summary>
    public bool IsCutOff { get; private set; }

    public IReadOnlyList<TextItem> Texts => _texts.Items;

    /// <summary>Pictures in the file: those of the animation, and the default image when that is none of them.</summary>
    public int Frames => _animationFrames == 0 ? 1 : _animationFrames + (_frameControlBeforeImage ? 0 : 1);

    public static PngContents Parse(ReadOnlyMemory<byte> file, PictureLimits limits)
    {
        var contents = new PngContents(limits);
        int offset = Signature.Length;
        while (contents.ReadChunk(file, ref offset))
        {
        }

        if (contents._header is null || contents._imageData.Count == 0)
        {
            throw new PictureException("The PNG file ends before the picture data; get a complete copy of it.");
        }

        return contents;
    }

    /// <summary>Reads the chunk at <paramref name="offset"/> and moves it on; false at the end.</summary>
    private bool ReadChunk(ReadOnlyMemory<byte> file, ref int offset)
    {
        bool afterImage = _imageData.Count > 0;
        int start = offset, rest = file.Length - offset - LengthBytes - TypeBytes;
        if (rest < 0)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(file.Span[start..]);
        ReadOnlySpan<byte> type = file.Span.Slice(start + LengthBytes, TypeBytes);
        if (type.SequenceEqual("IDAT"u8) && _header is not null)
        {
            int available = (int)Math.Min(length, rest);
            IsCutOff |= available < length;
            _imageData.Add(file.Slice(start + LengthBytes + TypeBytes, available));
            offset = (int)Math.Min((long)start + LengthBytes + TypeBytes + length + CrcBytes, file.Length);
            return true;
        }

        if (length > rest - CrcBytes || !IsChunkType(type))
        {
            return afterImage ? false : throw Damaged(type, start, length > rest - CrcBytes ? $"says it has {length} bytes, of which {Math.Max(0, rest - CrcBytes)} are there" : "has no valid name");
        }

        ReadOnlySpan<byte> data = file.Span.Slice(start + LengthBytes + TypeBytes, (int)length);
        offset = start + LengthBytes + TypeBytes + (int)length + CrcBytes;
        if (!afterImage && PngCrc.Of(type, data) != BinaryPrimitives.ReadUInt32BigEndian(file.Span[(offset - CrcBytes)..]))
        {
            throw Damaged(type, start, "does not match its check value");
        }

        if (_header is null && !type.SequenceEqual("IHDR"u8))
        {
            throw Damaged(type, start, "comes before the header IHDR");
        }

        return Interpret(Encoding.ASCII.GetString(type), data, start);
    }

    private bool Interpret(string type, ReadOnlySpan<byte> data, int start)
    {
        switch (type)
        {
            case "IHDR":
                _header = _header is null ? PngHeader.Parse(data, _limits) : throw Damaged("IHDR"u8, start, "is a second header");
                break;
            case "PLTE" when _imageData.Count == 0:
                Palette = data.Length % 3 == 0 && data.Length <= 3 * 256 ? data.ToArray() : throw Damaged("PLTE"u8, start, $"has {data.Length} bytes, no palette");
                break;
            case "tRNS" when _imageData.Count == 0:
                Transparency = data.ToArray();
                break;
            case "tEXt":
                _texts.ReadPlain(data);
                break;
            case "zTXt":
                _texts.ReadCompressed(data);
                break;
            case "iTXt":
                _texts.ReadInternational(data);
                break;
            case "eXIf":
                Exif = data.ToArray();
                break;
            case "acTL" when data.Length >= 8 && _imageData.Count == 0:
                _animationFrames = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(data), int.MaxValue - 1);
                break;
            case "fcTL":
                _frameControlBeforeImage |= _imageData.Count == 0;
                break;
            case "IEND":
                return false;
            default:
                if (char.IsAsciiLetterUpper(type[0]) && _imageData.Count == 0)
                {
                    throw new PictureException($"The PNG file needs its chunk {type} (byte {start}) to be understood, and PNG does not define it; save the picture anew with another program.");
                }

                break;
        }

        return true;
    }

    private static bool IsChunkType(ReadOnlySpan<byte> type)
    {
        foreach (byte letter in type)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                return false;
            }
        }

        return true;
    }

    private static PictureException Damaged(ReadOnlySpan<byte> type, int start, string how)
    {
        string name = IsChunkType(type) ? Encoding.ASCII.GetString(type) : Convert.ToHexString(type);
        return new PictureException($"The PNG chunk {name} at byte {start} {how}; the file is damaged, get another copy of it.");
    }
}
