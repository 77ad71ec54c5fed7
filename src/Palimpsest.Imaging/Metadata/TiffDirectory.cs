using System.Buffers.Binary;

namespace Palimpsest.Imaging.Metadata;

/// <summary>
/// Looks tags up in a TIFF structure, which is what EXIF data are. Anything that lies outside the data counts as absent, so hostile
/// offsets and loops lead nowhere.
/// </summary>
internal readonly ref struct TiffDirectory
{
    private const int EntryBytes = 12;
    private readonly ReadOnlySpan<byte> _tiff;
    private readonly bool _bigEndian;
    private readonly long _offset;

    private TiffDirectory(ReadOnlySpan<byte> tiff, bool bigEndian, long offset)
    {
        _tiff = tiff;
        _bigEndian = bigEndian;
        _offset = offset;
    }

    /// <summary>The first directory; an empty one when the data are no TIFF structure.</summary>
    public static TiffDirectory First(ReadOnlySpan<byte> tiff)
    {
        bool bigEndian = tiff.StartsWith("MM\0*"u8);
        if (tiff.Length < 8 || (!bigEndian && !tiff.StartsWith("II*\0"u8)))
        {
            return default;
        }

        var header = new TiffDirectory(tiff, bigEndian, 0);
        return new TiffDirectory(tiff, bigEndian, header.UInt32(4));
    }

    /// <summary>The directory that the pointer <paramref name="tag"/> of this one leads to; an empty one when there is none.</summary>
    public TiffDirectory Follow(ushort tag) => Find(tag) is { } entry ? new TiffDirectory(_tiff, _bigEndian, UInt32(entry + 8)) : default;

    /// <summary>A whole number of type BYTE, SHORT or LONG, of several the first; null when absent.</summary>
    public long? Number(ushort tag)
    {
        if (Find(tag) is not { } entry)
        {
            return null;
        }

        return UInt16(entry + 2) switch
        {
            1 => _tiff[(int)entry + 8],
            3 => UInt16(entry + 8),
            4 => UInt32(entry + 8),
            _ => null,
        };
    }

    /// <summary>The bytes of an entry of type BYTE, ASCII or UNDEFINED.</summary>
    public bool TryBytes(ushort tag, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (Find(tag) is not { } entry || UInt16(entry + 2) is not (1 or 2 or 7))
        {
            return false;
        }

        long count = UInt32(entry + 4);
        long start = count <= 4 ? entry + 8 : UInt32(entry + 8);
        if (start + count > _tiff.Length)
        {
            return false;
        }

        bytes = _tiff.Slice((int)start, (int)count);
        return true;
    }

    private long? Find(ushort tag)
    {
        if (_offset < 8 || _offset + 2 > _tiff.Length)
        {
            return null;
        }

        int count = UInt16(_offset);
        for (int i = 0; i < count; i++)
        {
            long entry = _offset + 2 + (long)i * EntryBytes;
            if (entry + EntryBytes > _tiff.Length)
            {
                return null;
            }

            if (UInt16(entry) == tag)
            {
                return entry;
            }
        }

        return null;
    }

    private ushort UInt16(long offset)
    {
        ReadOnlySpan<byte> bytes = _tiff.Slice((int)offset, 2);
        return _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    private uint UInt32(long offset)
    {
        ReadOnlySpan<byte> bytes = _tiff.Slice((int)offset, 4);
        return _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
